# asyncio: tasks, groups, timeouts, queues, streams, subprocesses, threads, cancellation, async generators at the end of a loop.
import asyncio
import contextvars
import gc
import sys

who = contextvars.ContextVar("who", default="nobody")


async def work(n):
    who.set(n)
    await asyncio.sleep(0.001 * (3 - n))
    return n, who.get()


async def ticks(n):
    try:
        for i in range(n):
            yield i
            await asyncio.sleep(0)
    finally:
        print("ticks closed")


async def groups():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work(1))
            group.create_task(fails())
    except* ValueError as exc:
        print("group:", exc.exceptions)


async def fails():
    await asyncio.sleep(0)
    raise ValueError("in a task")


async def echo(reader, writer):
    writer.write((await reader.readline()).upper())
    await writer.drain()
    writer.close()


async def streams():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"over a socket\n")
        print(await reader.read())
        writer.close()
        await writer.wait_closed()


async def queues():
    queue = asyncio.Queue(2)

    async def produce():
        for i in range(5):
            await queue.put(i)
        await queue.put(None)

    producer = asyncio.create_task(produce())
    got = []
    while (item := await queue.get()) is not None:
        got.append(item)
    await producer
    print(got)


async def cancelled():
    task = asyncio.create_task(asyncio.sleep(100))
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as exc:
        print("cancelled:", exc, task.cancelled())
    try:
        async with asyncio.timeout(0.001):
            await asyncio.sleep(100)
    except TimeoutError as exc:
        print("timeout", type(exc.__cause__).__name__)


async def processes():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "print(input()[::-1])",
                                                   stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    print(await process.communicate(b"backwards\n"), process.returncode)


async def main():
    print(await asyncio.gather(*(work(n) for n in range(3))), who.get())
    print([n async for n in ticks(3)])
    await asyncio.create_task(groups())
    await queues()
    await cancelled()
    await streams()
    print(await asyncio.to_thread(lambda: who.get()))
    lock, event = asyncio.Lock(), asyncio.Event()
    asyncio.get_running_loop().call_later(0.001, event.set)
    async with lock:
        print(lock.locked(), await event.wait())
    left = ticks(2)
    print(await anext(left), await left.aclose())
    return "result"


async def first_tick():
    async for n in ticks(3):
        return n


async def half_way():
    await first_tick()
    gc.collect()
    await asyncio.sleep(0.01)


print(asyncio.run(main()))
asyncio.run(half_way())
asyncio.run(processes())
try:
    asyncio.run(fails())
except ValueError as exc:
    print(exc)

def gen():
    try:
        yield 1
        yield 2
    finally:
        print("gen finally")
for v in gen():
    if v == 2:
        break
    print(v)
print("end")

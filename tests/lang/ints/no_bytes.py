# Ints in no bytes at all: 0, and -1 where it is signed.
for value in (0, -1, 1, -2, 2**70):
    for signed in (False, True):
        try:
            print(value, signed, value.to_bytes(0, "big", signed=signed))
        except OverflowError as error:
            print(value, signed, error)

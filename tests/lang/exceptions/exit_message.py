import sys
print("leaving")
sys.exit("a message for stderr")

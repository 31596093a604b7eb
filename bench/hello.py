"""For the time of start-up."""
print("hello")

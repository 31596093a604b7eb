print("module runs")
value = 1
raise ValueError("module fails")

print("hepatica")

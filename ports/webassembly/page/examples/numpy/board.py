# numpy's arrays load without numpy: of one dimension into array.array,
# of more into mpickle.ndarray, or into ulab's where a firmware has ulab.
def received(weights):
    print(type(weights), weights.shape, weights.dtype)
    for row in weights:
        print(row.tolist())
    print("sum of the second row:", sum(weights[1]))


# The way back: this page has no numpy to load an array with.
obj = [[1.5, -2.0, 0.25], [8.0, 16.0, 32.0]]

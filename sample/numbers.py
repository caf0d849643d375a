def middle(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def running(values, width):
    result = []
    for end in range(width, len(values) + 1):
        window = values[end - width : end]
        result.append(sum(window) / width)
    return result

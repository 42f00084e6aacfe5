from claims.public.graph import draw


def source(*parents):
    return {"title": "", "lineage": "derived" if parents else "original", "derived_from": list(parents)}


def test_graph_puts_first_hand_sources_above_those_that_repeat_them():
    graph = draw({"s1": source("s2"), "s2": source("s3"), "s3": source(), "s4": source()})
    third, second, first, alone = (node.y for node in graph.nodes)
    assert first == alone < second < third
    assert len(graph.edges) == 2


def test_graph_is_left_out_where_nothing_repeats_anything():
    assert draw({"s1": source()}) is None


def test_many_sources_stand_in_lines_that_fit_a_telephone():
    graph = draw({f"s{n}": source() for n in range(1, 15)} | {"s15": source("s3", "s9")})
    lines = [[node.number for node in graph.nodes if node.y == y] for y in sorted({node.y for node in graph.nodes})]
    assert [len(line) for line in lines] == [2, 6, 6, 1]
    assert {3, 9} <= set(lines[2])  # next to what repeats them
    assert graph.width <= 320
    assert len({(node.x, node.y) for node in graph.nodes}) == 15
    assert max(node.y for node in graph.nodes) + graph.radius <= graph.height

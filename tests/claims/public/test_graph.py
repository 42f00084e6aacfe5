from claims.public.graph import draw


def test_graph_puts_first_hand_sources_above_those_that_repeat_them():
    def source(*parents):
        return {"title": "", "lineage": "derived" if parents else "original", "derived_from": list(parents)}

    graph = draw({"s1": source("s2"), "s2": source("s3"), "s3": source(), "s4": source()})
    third, second, first, alone = (node.y for node in graph.nodes)
    assert first == alone < second < third
    assert len(graph.edges) == 2


def test_graph_is_left_out_where_nothing_repeats_anything():
    assert draw({"s1": {"title": "", "lineage": "original", "derived_from": []}}) is None

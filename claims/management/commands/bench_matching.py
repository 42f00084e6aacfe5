import time
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from claims.matching.bench import collection, cross_language, measures
from claims.matching.bench.baselines import Bm25, Contains
from claims.matching.bench.desk import LoadedDesk, throwaway_database

WARM_UP = 200  # texts matched before the clock is looked at, as on a server that has been up for a minute


class Command(BaseCommand):
    help = (
        "Measure how well and how quickly texts find the claims that they repeat, beside two baselines. Works in a"
        " database of its own, which is thrown away. Files as those of CheckThat! 2020, task 2: see the README."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("--claims", type=Path, required=True, help="the claims: number, vclaim, title")
        parser.add_argument(
            "--queries", type=Path, action="append", required=True, help="texts: number, tweet_content"
        )
        parser.add_argument(
            "--qrels", type=Path, action="append", required=True, help="which repeats which, by number"
        )
        parser.add_argument(
            "--size", type=int, action="append", help="measure with so many claims, made up if need be"
        )
        parser.add_argument("--no-baselines", action="store_true", help="leave out what it is compared with")

    def handle(self, *, claims, queries, qrels, size, no_baselines, **options) -> None:
        if len(queries) != len(qrels):
            raise CommandError("Give one --qrels for each --queries, in the same order.")
        try:
            self.claims = collection.read_claims(claims)
            pairs = zip(queries, qrels, strict=True)
            self.splits = {texts.parent.name: collection.read_queries(texts, gold) for texts, gold in pairs}
        except collection.Unreadable as fault:
            raise CommandError(str(fault)) from fault
        for number in size or [len(self.claims)]:
            self.measure(collection.grown(self.claims, number), with_baselines=not no_baselines)

    def measure(self, claims: list[collection.Said], *, with_baselines: bool) -> None:
        names = {claim.name for claim in claims}
        splits = {name: [each for each in asked if each.gold <= names] for name, asked in self.splits.items()}
        with throwaway_database():
            desk = LoadedDesk(claims)
            for claim in claims[:WARM_UP]:
                desk.answer(claim.statement)
            self.stdout.write(f"{connection.vendor}, {len(claims):,} claims, indexed in {desk.seconds:.0f} s")
            for name, asked in splits.items():
                self.match(desk, name, asked)
            cross_language.load()
            self.across("this", cross_language.slugs)
        for baseline in (Bm25, Contains) if with_baselines else ():
            told = baseline(claims)
            for name, asked in splits.items():
                answers = [(told.answer(each.text), each.gold) for each in asked]
                self.say(f"{name}: {baseline.name}", measures.quality(answers))
            self.across(baseline.name, baseline([*claims, *cross_language.claims()]).answer)

    def match(self, desk: LoadedDesk, name: str, asked: list[collection.Query]) -> None:
        seconds, answers = [], []
        for each in asked:
            begun = time.perf_counter()
            answers.append((desk.answer(each.text), each.gold))
            seconds.append(time.perf_counter() - begun)
        ranked = [([claim for claim, _ in answer], gold) for answer, gold in answers]
        self.say(f"{name}: this", f"{measures.quality(ranked)}  {measures.times(seconds)}")
        known = [max((score for _, score in answer), default=0.0) for answer, _ in answers]
        new = [max((score for claim, score in answer if claim not in gold), default=0.0) for answer, gold in answers]
        self.say(f"{name}: known from new", f"AUC {measures.auc(known, new):.3f}")

    def across(self, who: str, answer: Callable[[str], list[str]]) -> None:
        for kind, figures in cross_language.measure(answer).items():
            self.say(f"from Indonesian, {kind}: {who}", figures)

    def say(self, what: str, figures: object) -> None:
        self.stdout.write(f"  {what:54} {figures}")

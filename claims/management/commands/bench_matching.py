import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from claims.matching.bench import collection, cross_language, measures
from claims.matching.bench.baselines import Bm25, Contains
from claims.matching.bench.desk import LoadedDesk, throwaway_database


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
        for claims_wanted in size or [len(self.claims)]:
            self.measure(claims_wanted, with_baselines=not no_baselines)
        with throwaway_database():
            cross_language.load()
            for kind, figures in cross_language.measure().items():
                self.say(f"from Indonesian, {kind}", figures)

    def measure(self, size: int, *, with_baselines: bool) -> None:
        claims = collection.grown(self.claims, size)
        names = {claim.name for claim in claims}
        splits = {name: [each for each in asked if each.gold <= names] for name, asked in self.splits.items()}
        with throwaway_database():
            desk = LoadedDesk(claims)
            self.stdout.write(f"{connection.vendor}, {size:,} claims, indexed in {desk.seconds:.0f} s")
            for name, asked in splits.items():
                self.match(desk, name, asked)
        if with_baselines:
            for baseline in (Bm25(claims), Contains(claims)):
                for name, asked in splits.items():
                    answers = [(baseline.answer(each.text), each.gold) for each in asked]
                    self.say(f"{name}: {baseline.name}", measures.quality(answers))

    def match(self, desk: LoadedDesk, name: str, asked: list[collection.Query]) -> None:
        seconds, answers = [], []
        for each in asked:
            begun = time.perf_counter()
            answers.append(desk.answer(each.text))
            seconds.append(time.perf_counter() - begun)
        ranked = [([claim for claim, _ in answer], each.gold) for answer, each in zip(answers, asked, strict=True)]
        self.say(f"{name}: this", f"{measures.quality(ranked)}  {measures.times(seconds)}")
        known, new = [], []
        for answer, each in zip(answers, asked, strict=True):
            known.append(max((score for _, score in answer), default=0.0))
            new.append(max((score for claim, score in answer if claim not in each.gold), default=0.0))
        self.say(f"{name}: known from new", f"AUC {measures.auc(known, new):.3f}")

    def say(self, what: str, figures: object) -> None:
        self.stdout.write(f"  {what:34} {figures}")

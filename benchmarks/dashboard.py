"""The dashboard over its real websocket: start, reruns, and visitors who think between two moves."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.measurement import ROUNDS, Measurement
from benchmarks.server import Server, serving
from benchmarks.visitor import Rerun, Visitor

WARM_UPS = 5
POINTS_ALONE = "ranges=none"
SETTLES_IN_SECONDS = 0.05
"""What the server still does after the page is done, such as collecting garbage, belongs to the rerun."""
VISITORS, MOVES, THINKING_SECONDS = 20, 10, 2.0


@dataclass(frozen=True)
class Metered:
    """One answer and the server's CPU time for it."""

    rerun: Rerun
    cpu_ms: float


def measure_dashboard() -> Iterator[Measurement]:
    """Start a dashboard of its own and measure it."""
    with serving() as server:
        yield Measurement("from start to health", server.cpu_seconds(), "CPU s")
        first = asyncio.run(_first_page(server))
        yield Measurement("first page of the process", first.cpu_ms, "CPU ms")
        second = asyncio.run(_first_page(server))
        yield Measurement("first page of a further visitor", second.cpu_ms, "CPU ms")
        yield Measurement("first page, sent", second.rerun.kilobytes, "kB")
        points = asyncio.run(_moves(server, POINTS_ALONE))
        yield from _rerun_measurements("point estimates alone", points, 45)
        yield from _rerun_measurements("with the odds", asyncio.run(_moves(server)), None)
        parts = asyncio.run(_reruns_of(server, "mix"))
        yield Measurement(
            "rerun of the page on parts, nothing solved", median(m.cpu_ms for m in parts), "CPU ms", 60
        )
        yield Measurement("memory after one visitor", server.resident_mb(), "MB")
        yield from _crowd_measurements(asyncio.run(_crowd(server)))
        # Latency is a clock's time: it means little where more is waiting for a core than there are cores.
        yield Measurement(
            "waiting for a core meanwhile, other work included", os.getloadavg()[0], "processes"
        )
        yield Measurement(f"memory after {VISITORS} visitors", server.resident_mb(), "MB")


async def _first_page(server: Server) -> Metered:
    async with Visitor(server.url) as visitor:
        return await _metered(server, visitor.open_page())


async def _moves(server: Server, query: str = "") -> list[Metered]:
    async with Visitor(server.url, query) as visitor:
        await visitor.open_page()
        options = visitor.options[-WARM_UPS - ROUNDS - 10 : -10]
        return [await _metered(server, visitor.move_volume(option)) for option in options][WARM_UPS:]


async def _reruns_of(server: Server, page: str) -> list[Metered]:
    async with Visitor(server.url) as visitor:
        await visitor.open_page()
        await visitor.turn_to(page)
        return [await _metered(server, visitor.rerun()) for _ in range(WARM_UPS + ROUNDS)][WARM_UPS:]


async def _metered(server: Server, asked: Awaitable[Rerun]) -> Metered:
    await asyncio.sleep(SETTLES_IN_SECONDS)
    before = server.cpu_seconds()
    rerun = await asked
    await asyncio.sleep(SETTLES_IN_SECONDS)
    return Metered(rerun, (server.cpu_seconds() - before) * 1000)


def _rerun_measurements(what: str, moves: list[Metered], target_ms: float | None) -> Iterator[Measurement]:
    yield Measurement(
        f"rerun of the compare page, {what}", median(m.cpu_ms for m in moves), "CPU ms", target_ms
    )
    yield Measurement(f"rerun, {what}, sent", median(m.rerun.kilobytes for m in moves), "kB", 60)
    for kind, size in moves[-1].rerun.bytes_by_kind.most_common(3):
        yield Measurement(f"rerun, sent as {kind}", size / 1000, "kB")


async def _crowd(server: Server) -> list[float | None]:
    """Seconds of every move of all visitors; None for one that failed."""
    all_are_in = asyncio.Barrier(VISITORS)
    visits = (_visit(server, random.Random(seed), all_are_in) for seed in range(VISITORS))
    return [seconds for visit in await asyncio.gather(*visits) for seconds in visit]


async def _visit(server: Server, chance: random.Random, all_are_in: asyncio.Barrier) -> list[float | None]:
    taken: list[float | None] = []
    try:
        async with Visitor(server.url) as visitor:
            await visitor.open_page()
            await all_are_in.wait()
            for _ in range(MOVES):
                await asyncio.sleep(chance.expovariate(1 / THINKING_SECONDS))
                taken.append((await visitor.move_volume(chance.choice(visitor.options))).seconds)
    except (OSError, RuntimeError) as error:
        print(f"a visitor failed: {error}")
        taken.append(None)
    return taken


def _crowd_measurements(taken: list[float | None]) -> Iterator[Measurement]:
    who = f"{VISITORS} visitors who think {THINKING_SECONDS:g} s"
    answered_ms = [seconds * 1000 for seconds in taken if seconds is not None]
    yield Measurement(f"{who}, latency p50", median(answered_ms), "ms")
    yield Measurement(f"{who}, latency p95", quantiles(answered_ms, n=20)[-1], "ms", 300)
    yield Measurement(f"{who}, failed", len(taken) - len(answered_ms), "visitors", 0)

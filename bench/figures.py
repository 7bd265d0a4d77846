# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Medians over the rounds of a run, and ratios of what ran in the same round."""

import statistics


class Figures:
    """What router.json holds, asked by scenario, server and field. None: not measured."""

    def __init__(self, raw):
        self._results = raw["results"]

    def all(self, scenario, server, field):
        rounds = self._results.get(scenario, {}).get(server, [])
        return [each[field] for each in rounds if field in each]

    def median(self, scenario, server, field):
        values = self.all(scenario, server, field)
        return statistics.median(values) if values else None

    def least(self, scenario, server, field):
        return min(self.all(scenario, server, field), default=None)

    def ratio(self, field, above, below):
        """Of two (scenario, server): the median of the rounds' ratios."""
        tops, bottoms = self.all(*above, field), self.all(*below, field)
        ratios = [top / bottom for top, bottom in zip(tops, bottoms) if bottom]
        return statistics.median(ratios) if ratios else None

    def servers(self, *scenarios):
        """Who was measured in any of them, in the order of their turns."""
        found = {}
        for scenario in scenarios:
            found.update(dict.fromkeys(self._results.get(scenario, {})))
        return list(found)

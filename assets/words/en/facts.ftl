# Facts on cards: a heading in small capitals, the fact, a grey line (the rule), and how it is computed.

## Where there is none

no-facts-without-figures = There is no figure of this selection to tell a fact of.
no-facts-of-several-reporters = No fact is told of several reporters added together: choose one of them, or group by reporter.
no-facts-of-own-share = No fact is told of the share that all has of itself.
no-facts-of-rest = No fact is told of a rest, nor of the difference between the world’s exports and imports.
no-facts-of-few-figures = No fact is told of this selection: no line has five complete figures.
no-facts-at-period = No record, streak, multiple or turn is found at the period that is ranked.
no-facts = No record, streak, multiple or turn is found in this selection.

## Of all

fact-rule = { $when }, { $rule }
with-estimates = { $rule }, estimates among them
open-gap = Some periods between are missing or incomplete and were not compared.
open-cut = The file reaches further back than the range shown.
open-laid-in = Some of them were laid in from another file.
open-estimates = Some of the values are estimates.

## Records

record-heading = RECORD { $what }
peak-heading = PEAK { $what }
lowest-heading = LOWEST { $what }
extremum-fall = FALL
extremum-rise = RISE
extremum-decline = DECLINE
extremum-growth = GROWTH
extremum-share = SHARE
extremum-index = INDEX
extremum-turnover = TURNOVER
extremum-coverage = COVERAGE
extremum-normalised = NORMALISED BALANCE
range-since = since { $first }
range = of { $first } to { $last }
range-at-hand-since = of the { $steps } at hand since { $first }
range-at-hand = of the { $steps } at hand, { $first } to { $last }
lowest-explained = The lowest of { $count } values of the series shown, from { $first } to { $last }; periods from which something is missing never count.
highest-explained = The highest of { $count } values of the series shown, from { $first } to { $last }; periods from which something is missing never count.

## Smallest or largest for years

smallest-since-heading = SMALLEST SINCE { $start }
largest-since-heading = LARGEST SINCE { $start }
smallest-heading = SMALLEST { $what }
smallest-explained = No value between { $start } and { $end } was smaller in size than this one.
largest-explained = No value between { $start } and { $end } was larger in size than this one.

## Streaks

streak-heading = STREAK
streak = { $name } { $direction } { $count } { $steps } running
streak-rule = { $step } on { $step } to { $last }
streak-of-months = 12-month sum, { $rule }
streak-of-quarters = 4-quarter sum, { $rule }
streak-explained = Each of the last { $count } { $steps } was { $direction } than the { $step } before it; equal values, a missing { $step } or a change of sign would have ended the streak.
direction-wider = wider
direction-narrower = narrower
direction-larger = larger
direction-smaller = smaller
direction-higher = higher
direction-lower = lower
direction-further-below = further below zero
direction-closer = closer to zero

## Multiples

change-heading = CHANGE
multiple-heading = MULTIPLE
ten-years-heading = TEN YEARS
down-since = { $name } down { $percent }% since { $start }
times-since = { $name } { $times } × since { $start }
times-of = { $name } { $times } × that of { $start }
multiple-rule = { $from } to { $to }, { $when }
multiple-explained = The value of { $now } ({ $to }) divided by the first value shown ({ $then }, { $from }); both have the same sign.
ten-years-explained = The value of { $now } ({ $to }) divided by the value ten years before ({ $then }, { $from }); both have the same sign.

## Turns

sign-change-heading = SIGN CHANGE
sign-change = { $name } turned to { $side } { $when }
sign-change-rule = { $from } to { $to }
sign-change-explained = The last time that the sign differs between two values that follow each other in the range shown: { $before } and { $after }.
between = between { $first } and { $last }

## The largest change

largest-change-heading = LARGEST CHANGE IN A YEAR
with-an-estimate = { $fact } (with an estimate)
on-year-before = on a year before
part = largest part { $label } { $size }
part-up = largest part { $label } up { $size }
part-down = largest part { $label } down { $size }
largest-change-explained = The largest of { $count } changes on a year before in the range shown: { $now } less { $before }.
largest-change-adds-up = The lines' own changes add up to it.

## Lines beside each other

now-largest-heading = NOW THE LARGEST { $what }
now-larger-heading = NOW THE LARGER { $what }
ahead-of = { $ahead } ahead of { $behind }
ahead-since = since { $since }: { $first } against { $second }
ahead-explained = The line that is now the largest in size was smaller than the one that led before; both have values in all periods since, and of the same sign.
share-line = LINE
largest-heading = LARGEST { $what }
largest-listed-heading = LARGEST LISTED { $what }
share-of-listed = { $label } { $percent }% of those listed
share-of-whole = { $label } { $percent }% of the whole
share-of-lines = { $label } { $percent }% of { $lines }
lines = the { $lines }
lines-shown = the { $lines } shown
share-was = { $when }, was { $percent }% in { $start }
share-unlisted = { $rule }; { $percent }% of the whole is not listed
share-explained = The largest line in percent of the sum of all lines at the last period in which each has a complete value ({ $when }); all are of the same sign.
share-explained-listed = The largest line in percent of the sum of all lines but what is not listed at the last period in which each has a complete value ({ $when }); all are of the same sign.

# What sentences are put together from: names, places, sizes, periods.

## Whose

place-us = the US
place-uk = the UK
place-world = the world
owner-us = The US
owner-uk = The UK
owner-world = The world’s
owner-combined = The combined
owner-not-stated = The
# Before exports and imports, without the article that one deficit has.
bare-owner-us = US
bare-owner-uk = UK
bare-owner-combined = combined
of-members = of { $count } { $members }

## What

head-deficit = deficit
head-surplus = surplus
head-balance = balance
head-exports = exports
head-imports = imports
head-turnover = exports plus imports
head-coverage = coverage ratio
adjective-normalised = normalised
noun-goods-trade = goods trade
noun-services-trade = services trade

## With whom

beside-with = with { $whom }
beside-to = to { $whom }
beside-from = from { $whom }
partners-several = { $count } partners
partners-except = all but { $names }
partners-others = other partners
partners-not-listed = partners that are not listed

## In what

sectors-one = in { $sector }
sectors-product = of { $product }
sectors-several = in { $count } { $members }
sectors-others = in other { $members }
sectors-not-listed = in { $members } that are not listed
without = without { $names }

## Names

list = { $most } and { $last }
line-selected = The { $count } { $members } selected
line-except = All but { $names }
line-both = Both { $members }
line-all = All { $count } { $members }
line-total = Total

## Sizes

percent = { $number }%
points-short = pp
unit-percent = percent
unit-points = percentage points
unit-ratio = from −1 to 1
marked-estimated = { $value } (estimated)
said-estimated = an estimated { $value }

## Periods

when-months = 12 months to { $period }
when-quarters = 4 quarters to { $period }
within = in { $when }
within-year = in the { $when }
within-since = from { $first } to { $period }
stretch = { $first } to { $last }

## Why nothing newer is told

step-sum = sum
last-firm = the last { $step } that is no estimate
last-complete = the last complete { $step }
last-with-figure = the last { $step } with a figure
last-with-index = the last { $step } with an index
last-with-share = the last { $step } with a share
last-with-growth = the last { $step } with a growth rate
last-with-change = the last { $step } with a change
nothing-newer-complete = no newer figure is complete
nothing-newer-known = no newer figure is known
nothing-newer-told = no newer one can be told

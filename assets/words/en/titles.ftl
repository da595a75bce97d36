# Titles: one sentence without a full stop, in at most ninety letters.

## Nothing to claim

title-nothing-selected = Nothing is selected
title-nothing-complete = No complete figures for this selection
title-nothing-shared = Surpluses beside deficits have no shares
title-nothing-known = No figures for this selection

## Several reporters, and the world

flows-both = exports and imports
added-balances = balances
added-coverage = coverage
added-normalised = normalised balances
each = each { $member }
title-added-together = { $what }, added together
title-told-twice = The world’s { $flows } as reported differ by { $amount } { $within }

## Several lines

title-largest = { $name }: the largest { $what } { $within }, { $amount }
title-was-largest = { $whose } was largest { $with }, { $amount }
title-were-largest = { $whose } were largest { $with }, { $amount }
among-listed = of those listed
among-selected = of those selected
among-selected-with-figure = of those selected that have a figure
among-reported = of those reported
title-has-overtaken = { $ahead } has overtaken the one { $behind }
title-have-overtaken = { $ahead } have overtaken those { $behind }
title-has-overtaken-of = { $ahead } has overtaken that of { $behind }
title-have-overtaken-of = { $ahead } have overtaken those of { $behind }
title-matched = { $what } matched { $than } { $within }
title-exceeded = { $what } exceeded { $than } by { $amount } { $within }

## One value

title-stood = { $base } stood at { $amount } { $within }
title-zero = { $base } was zero { $within }
title-did-not-change = { $base } did not change on a year before { $within }
title-changed-up = { $base } rose by { $amount } on a year before { $within }
title-changed-down = { $base } fell by { $amount } on a year before { $within }
title-did-not-grow = { $base } did not grow on a year before { $within }
title-grew = { $base } grew { $growth } on a year before { $within }
title-shrank = { $base } shrank { $growth } on a year before { $within }
growth-in-size = { $growth } in size
index-start = { $period } = 100
title-whole-share = { $base }: 100% of all that is selected { $within }
title-share = { $name } made up { $share } of { $whole } { $within }
title-share-of-selected = { $name } made up { $share } of { $whole }, of all that is selected, { $within }
whole = the { $what }
title-add-up = { $base } add up to { $amount } { $within }
title-adds-up = { $base } adds up to { $amount } { $within }
title-adds-to-deficit = { $base } adds up to a deficit of { $amount } { $within }
title-adds-to-surplus = { $base } adds up to a surplus of { $amount } { $within }
noun-trade = { $noun } trade
title-coverage = In { $whose }, exports covered { $value } of imports { $within }

## A turn, a record

title-turned-deficit = { $base } turned from a surplus into a deficit of { $amount } { $within }
title-turned-surplus = { $base } turned from a deficit into a surplus of { $amount } { $within }
title-in-deficit = { $base } has been in deficit since { $since }: { $amount } { $within }
title-in-surplus = { $base } has been in surplus since { $since }: { $amount } { $within }
title-record = { $base } reached a record { $amount } { $within }
title-reached = { $base } reached { $amount } { $within }
record-since = data since { $start }
largest-at-hand = , the largest of the { $steps } at hand
largest-since = , the largest since { $start }
times-that-of = , { $times } times that of { $when }
times-that-of-year = , { $times } times that of the { $when }

## Against a year before

moved-doubled = more than doubled
moved-widened = widened
moved-rose = rose
moved-was-little = was little changed
moved-were-little = were little changed
moved-narrowed = narrowed
moved-fell = fell
moved-halved = halved
moved-fell-by-half = fell by more than half
year-before = a year before
moved-as = , as { $ago }
moved-from = , from { $amount } { $ago }
title-moved-to = { $base } { $verb } to { $amount } { $within }
title-moved-at = { $base } { $verb } at { $amount } { $within }
title-moved-on-year-to = { $base } { $verb } on a year before, to { $amount } { $within }
title-moved-on-year-at = { $base } { $verb } on a year before, at { $amount } { $within }

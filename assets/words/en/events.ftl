# Events beside what is shown.

## Why one does not concern what is shown

scope-period = outside of the period shown
scope-countries = other countries
scope-subject = goods beside services, or the reverse
scope-sectors = other sectors
scope-hidden = hidden
event-of-other-subject = This event concerns { $concerned }; the series shown is { $shown }.
traded-goods = goods
traded-services = services
traded-income = income
traded-goods-income = goods and income
traded-services-income = services and income
traded-goods-services = goods and services
traded-all = goods, services and income

## The values before and after one

change-none = no change
change-deficit-wider = { $difference }, deficit { $percent }% wider
change-deficit-narrower = { $difference }, deficit { $percent }% narrower
change-surplus-larger = { $difference }, surplus { $percent }% larger
change-surplus-smaller = { $difference }, surplus { $percent }% smaller
change-higher = { $difference }, { $percent }% higher
change-lower = { $difference }, { $percent }% lower
note-own-year = { $period } is the event’s own year; the year after it is not known
note-partly-after = { $passed } of the last { $all } { $steps } lie after the event’s own
note-one-only = 1 { $step } only, against the same { $step } a year before
note-some-only = { $count } { $steps } only, against the same { $steps } a year before
note-estimates = estimates among the values

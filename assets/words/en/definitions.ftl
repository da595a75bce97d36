# The definition under a title: what is shown, how it is summed, in which unit, on which basis.

definition-balance-of-payments = { $what } (balance of payments)
definition-customs = { $what } (customs basis)
definition-coverage = exports in percent of imports
definition-normalised = balance divided by turnover
definition-each-partner = each partner
definition-of-each = { $what } of { $each }
definition-by = { $what } by { $member }
definition-of = { $what }: { $definition }
definition-not-stated = of a reporter who is not stated

## How values follow each other, and what is done to them

course-monthly = monthly
course-quarterly = quarterly
course-fiscal-years = fiscal years
course-calendar-years = calendar years
course-months = sum of the last 12 months
course-quarters = sum of the last 4 quarters
course-change = change on a year before, { $each }
course-growth = growth on a year before, { $each }
course-growth-of-balance = growth on a year before, plus is a larger deficit or surplus, { $each }
course-summed = summed
course-summed-since = summed since { $first }
course-index = first complete value = 100, { $each }
course-index-of-balance = first complete value = 100, more is a larger deficit or surplus, { $each }
course-share = share of all that is selected, { $each }

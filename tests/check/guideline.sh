# shellcheck shell=bash

fresh
expect 'a guideline that is right' 0 guidelines <<'END'
END

fresh
expect 'the folder of one guideline' 0 guidelines/lesion <<'END'
END

fresh
change guidelines/lesion/Lesion.cql 's|(Score.part.*)// paper.*|\1|'
expect 'a breach of the rules' 1 guidelines <<'END'
guidelines/lesion/Lesion.cql:61:42: a number needs its source: '// source-id, place' on its line or on the one above [literal]
    Score.part(points("Share"(lesion)), 1, 3)   
                                           ^
END

fresh
change guidelines/lesion/Lesion.cql 's/"Weeks" in Interval/"Week" in Interval/'
expect 'a library that does not load' 1 guidelines <<'END'
guidelines/lesion/Lesion.cql:51:19: nothing is called 'Week' here
  define "Lasting": "Week" in Interval[2, 6]   // paper, Table 2
                    ^^^^^^
  did you mean "Weeks"?
1 error in guidelines/lesion/Lesion.cql
END

fresh
rm -r guidelines/lesion/cases
expect 'no cases' 15 guidelines <<'END'
guidelines/lesion: there is no folder cases/ with worked patients
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be yes
  @finding: fracture-risk
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be no
  @finding: fracture-risk
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be unknown
  @finding: fracture-risk
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be yes
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be no
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be unknown
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion: no case has dirty data: something entered in error or refuted, a date without its day or after the instant, a quantity without a unit, or an id that comes twice
guidelines/lesion/Lesion.cql:40:3: no case sees the comparison with its literal at guidelines/lib/Score.cql:10:13 true, false or at equality
    Score.atLeast("Size"(lesion), 3)   // paper, Table 1
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:40:3: no case sees the comparison with its literal at guidelines/lib/Score.cql:10:56 true, false or at equality
    Score.atLeast("Size"(lesion), 3)   // paper, Table 1
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:51:19: no case sees this comparison true, false, at the low end, at the high end or null
  define "Lasting": "Weeks" in Interval[2, 6]   // paper, Table 2
                    ^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:135:10: no case sees this comparison true, false, at equality or null
      when share < 33 then 1   // paper, Table 1
           ^^^^^^^^^^
guidelines/lesion/Lesion.cql:136:10: no case sees this comparison true, false, at equality or null
      when share <= 66 then 2   // paper, Table 1
           ^^^^^^^^^^^
guidelines/lesion/Lesion.cql:137:10: no case sees this comparison true or null
      when share > 66 then 3   // paper, Table 1
           ^^^^^^^^^^
guidelines/lib/Elements.cql:18:29: no case sees this comparison true, false or null
    Last(observations O where O.status.value = 'final' sort by (effective as FHIR.dateTime).value)
                              ^^^^^^^^^^^^^^^^^^^^^^^^
END

fresh
rm guidelines/lesion/cases/share-90.json
expect 'no case expects the finding to hold' 4 guidelines <<'END'
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be yes
  @finding: fracture-risk
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:40:3: no case sees the comparison with its literal at guidelines/lib/Score.cql:10:13 true or at equality
    Score.atLeast("Size"(lesion), 3)   // paper, Table 1
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:136:10: no case sees this comparison false
      when share <= 66 then 2   // paper, Table 1
           ^^^^^^^^^^^
guidelines/lesion/Lesion.cql:137:10: no case sees this comparison true
      when share > 66 then 3   // paper, Table 1
           ^^^^^^^^^^
END

fresh
rm guidelines/lesion/cases/entered-in-error.json
expect 'nothing dirty' 2 guidelines <<'END'
guidelines/lesion: no case has dirty data: something entered in error or refuted, a date without its day or after the instant, a quantity without a unit, or an id that comes twice
guidelines/lib/Elements.cql:18:29: no case sees this comparison false or null
    Last(observations O where O.status.value = 'final' sort by (effective as FHIR.dateTime).value)
                              ^^^^^^^^^^^^^^^^^^^^^^^^
END

fresh
change guidelines/lesion/Lesion.cql 's/^@record: Weeks Question/@record: Image/'
expect 'an answer that is lost' 1 guidelines <<'END'
guidelines/lesion/Lesion.cql:84:1: the answer 1 to input 'weeks' is stored and comes back as null (guidelines/lesion/cases/entered-in-error.json)
  @input: weeks
  ^^^^^^^
END

fresh
change guidelines/lesion/Lesion.cql 's/^(define "Limps": )(.*)/\1not \2/'
expect 'an answer that is turned round' 1 guidelines <<'END'
guidelines/lesion/Lesion.cql:106:1: the answer true to input 'limps' is stored and comes back as false (guidelines/lesion/cases/entered-in-error.json)
  @input: limps
  ^^^^^^^
END

fresh
rm guidelines/lesion/cases/[!i]*.json
expect 'nobody to ask' 15 guidelines <<'END'
guidelines/lesion/Lesion.cql:74:1: no case has anything that input 'share' could be asked about
  @input: share
  ^^^^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be yes
  @finding: fracture-risk
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be no
  @finding: fracture-risk
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be unknown
  @finding: fracture-risk
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be yes
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be no
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be unknown
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion: no case has dirty data: something entered in error or refuted, a date without its day or after the instant, a quantity without a unit, or an id that comes twice
guidelines/lesion/Lesion.cql:40:3: no case sees the comparison with its literal at guidelines/lib/Score.cql:10:13 true, false or at equality
    Score.atLeast("Size"(lesion), 3)   // paper, Table 1
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:40:3: no case sees the comparison with its literal at guidelines/lib/Score.cql:10:56 true, false or at equality
    Score.atLeast("Size"(lesion), 3)   // paper, Table 1
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:51:19: no case sees this comparison true, false, at the low end or at the high end
  define "Lasting": "Weeks" in Interval[2, 6]   // paper, Table 2
                    ^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:135:10: no case sees this comparison true, false, at equality or null
      when share < 33 then 1   // paper, Table 1
           ^^^^^^^^^^
guidelines/lesion/Lesion.cql:136:10: no case sees this comparison true, false, at equality or null
      when share <= 66 then 2   // paper, Table 1
           ^^^^^^^^^^^
guidelines/lesion/Lesion.cql:137:10: no case sees this comparison true or null
      when share > 66 then 3   // paper, Table 1
           ^^^^^^^^^^
guidelines/lib/Elements.cql:18:29: no case sees this comparison false or null
    Last(observations O where O.status.value = 'final' sort by (effective as FHIR.dateTime).value)
                              ^^^^^^^^^^^^^^^^^^^^^^^^
END

fresh
change guidelines/lesion/Lesion.cql 's/^(define "Numbers Of Weeks": ).*/\1List<Integer> {}/'
expect 'an answer that changes nothing' 1 guidelines <<'END'
guidelines/lesion/Lesion.cql:43:1: finding 'lasting' is unknown and nothing is missing: no answer to any input it reads changes it (guidelines/lesion/cases/entered-in-error.json)
  @finding: lasting
  ^^^^^^^^^
END

fresh
rm guidelines/lesion/cases/share-33.json
expect 'a threshold that is never met' 2 guidelines <<'END'
guidelines/lesion/Lesion.cql:51:19: no case sees this comparison at the high end
  define "Lasting": "Weeks" in Interval[2, 6]   // paper, Table 2
                    ^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:135:10: no case sees this comparison at equality
      when share < 33 then 1   // paper, Table 1
           ^^^^^^^^^^
END

fresh
cat >>guidelines/lib/Score.cql <<'CQL'

define function reaches(range Interval<Integer>, threshold Integer):
  atLeast(range, threshold)
CQL
change guidelines/lesion/Lesion.cql 's/Score.atLeast/Score.reaches/'
rm guidelines/lesion/cases/share-90.json
expect 'a literal that is handed on and on' 4 guidelines <<'END'
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be yes
  @finding: fracture-risk
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:40:3: no case sees the comparison with its literal at guidelines/lib/Score.cql:10:13 true or at equality
    Score.reaches("Size"(lesion), 3)   // paper, Table 1
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lesion/Lesion.cql:136:10: no case sees this comparison false
      when share <= 66 then 2   // paper, Table 1
           ^^^^^^^^^^^
guidelines/lesion/Lesion.cql:137:10: no case sees this comparison true
      when share > 66 then 3   // paper, Table 1
           ^^^^^^^^^^
END

fresh
change guidelines/lesion/Lesion.cql 's/"Weeks" in Interval\[2, 6\]/"Weeks" between 2 and 6/'
expect 'between is two comparisons' 1 guidelines <<'END'
guidelines/lesion/Lesion.cql:51:19: no case sees this comparison false
  define "Lasting": "Weeks" between 2 and 6   // paper, Table 2
                    ^^^^^^^^^^^^^^^^^^^^^^^
END

fresh
change guidelines/lesion/Lesion.cql 's/^define "Lasting": .*(   \/\/ paper.*)/define "Lasting": "Since" 3 weeks or more before Today()\1/'
expect 'a timing phrase with a quantity' 7 guidelines <<'END'
guidelines/lesion/cases/share-20.json:12:29: lasting: holds: expected "yes", found "unknown"
      {"finding": "lasting", "holds": "yes"}
                              ^^^^^
guidelines/lesion/cases/share-33.json:12:29: lasting: holds: expected "yes", found "unknown"
      {"finding": "lasting", "holds": "yes"}
                              ^^^^^
guidelines/lesion/cases/share-66.json:12:29: lasting: holds: expected "no", found "unknown"
      {"finding": "lasting", "holds": "no"}
                              ^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be yes
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be no
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:51:19: no case sees this comparison false
  define "Lasting": "Since" 3 weeks or more before Today()   // paper, Table 2
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lib/Elements.cql:18:29: no case sees this comparison null
    Last(observations O where O.status.value = 'final' sort by (effective as FHIR.dateTime).value)
                              ^^^^^^^^^^^^^^^^^^^^^^^^
END

fresh
change guidelines/lesion/Lesion.cql 's/^define "Lasting": .*(   \/\/ paper.*)/define "Lasting": "Since" within 3 days of Today()\1/'
expect 'a timing phrase around a day' 7 guidelines <<'END'
guidelines/lesion/cases/share-20.json:12:29: lasting: holds: expected "yes", found "unknown"
      {"finding": "lasting", "holds": "yes"}
                              ^^^^^
guidelines/lesion/cases/share-33.json:12:29: lasting: holds: expected "yes", found "unknown"
      {"finding": "lasting", "holds": "yes"}
                              ^^^^^
guidelines/lesion/cases/share-66.json:12:29: lasting: holds: expected "no", found "unknown"
      {"finding": "lasting", "holds": "no"}
                              ^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be yes
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be no
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:51:19: no case sees this comparison true, at the low end or at the high end
  define "Lasting": "Since" within 3 days of Today()   // paper, Table 2
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
guidelines/lib/Elements.cql:18:29: no case sees this comparison null
    Last(observations O where O.status.value = 'final' sort by (effective as FHIR.dateTime).value)
                              ^^^^^^^^^^^^^^^^^^^^^^^^
END

fresh
change guidelines/lesion/Lesion.cql 's/"Weeks" in Interval\[2, 6\]/"Weeks" > "Many Weeks"/; s/^(define "Numbers Of Weeks": .*)/\1\ndefine "Many Weeks": 4   \/\/ paper, Table 2/'
expect 'a literal that has a name' 4 guidelines <<'END'
guidelines/lesion/cases/share-20.json:12:29: lasting: holds: expected "yes", found "no"
      {"finding": "lasting", "holds": "yes"}
                              ^^^^^
guidelines/lesion/cases/share-66.json:12:29: lasting: holds: expected "no", found "yes"
      {"finding": "lasting", "holds": "no"}
                              ^^^^^
guidelines/lesion/Lesion.cql:43:1: no case expects finding 'lasting' to be no
  @finding: lasting
  ^^^^^^^^^
guidelines/lesion/Lesion.cql:51:19: no case sees this comparison at equality
  define "Lasting": "Weeks" > "Many Weeks"   // paper, Table 2
                    ^^^^^^^^^^^^^^^^^^^^^^
END

fresh
change guidelines/lesion/Lesion.cql 's/"Weeks" in Interval\[2, 6\]/case when "Weeks" >= 6 then true when "Weeks" < 6 then false else null end/'
change "$(case_file share-20)" 's/"lasting", "holds": "yes"/"lasting", "holds": "no"/'
change "$(case_file share-66)" 's/"lasting", "holds": "no"/"lasting", "holds": "yes"/'
expect 'what a chain rules out is not demanded' 0 guidelines <<'END'
END

fresh
change "$(case_file share-20)" 's/"valueInteger": 2}/"valueInteger": 3}/'
change "$(case_file share-33)" 's/"valueInteger": 6}/"valueInteger": 5}/'
expect 'ends of an interval' 1 guidelines <<'END'
guidelines/lesion/Lesion.cql:51:19: no case sees this comparison at the low end or at the high end
  define "Lasting": "Weeks" in Interval[2, 6]   // paper, Table 2
                    ^^^^^^^^^^^^^^^^^^^^^^^^^
END

fresh
expect 'the list of what no case reaches' 0 --coverage guidelines <<'END'
guidelines/lesion/Lesion.cql:122:27: no case sees this condition false: "Hurts"
guidelines/lesion/Lesion.cql:122:38: no case sees this condition true or false: "Swells"
guidelines/lesion/Lesion.cql:122:50: no case sees this condition true or false: "Limps"
guidelines/lib/Elements.cql:15:24: no case sees this condition false: exists (O.focus F where F.reference.value = thing)
guidelines/lib/Elements.cql:15:48: no case sees this condition false or null: F.reference.value = thing
guidelines/lib/Elements.cql:27:6: no case sees this condition true: since is null
guidelines/lesion/Lesion.cql: 83 %, 25 of 30 outcomes
guidelines/lib/Elements.cql: 60 %, 6 of 10 outcomes
guidelines/lib/Score.cql: 100 %, 4 of 4 outcomes
END

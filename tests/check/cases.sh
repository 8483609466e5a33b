# shellcheck shell=bash

fresh
change "$(case_file it-hurts)" 's/"asOf": "2026-11-22",/"asOf" "2026-11-22",/'
expect 'no JSON' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:3:10: ':' belongs here
    "asOf" "2026-11-22",
           ^
END

fresh
echo '["a"]' >guidelines/lesion/cases/it-hurts.json
expect 'no object' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json: a case is an object with about, asOf, record and expect
END

fresh
change "$(case_file it-hurts)" 's/"about"/"title"/'
expect 'a key that a case has not' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:2:4: a case has no 'title': write about, asOf, record and expect
    "title": "It hurts since a known day.",
     ^^^^^
END

fresh
change "$(case_file it-hurts)" '/"about": "It/d'
expect 'no sentence' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json: 'about' says in a sentence what is special here
END

fresh
change "$(case_file it-hurts)" 's/2026-11-22/2026-11/'
expect 'no instant' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:3:4: this is no instant: write 2026-11-22 or 2026-11-22T08:00:00+01:00
    "asOf": "2026-11",
     ^^^^
END

fresh
sed -i -E '/"kind": "due"/d' guidelines/lesion/cases/it-hurts.json
expect 'no expectation' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:9:4: 'expect' is a list of partial findings
    "expect": [
     ^^^^^^
END

fresh
change "$(case_file share-90)" 's/"holds"/"hold"/'
expect 'a key that a finding has not' 5 guidelines <<'END'
guidelines/lesion/cases/share-90.json:10:64: a finding has no 'hold': write a key of review --format ndjson
      {"finding": "fracture-risk", "about": "BodyStructure/b1", "hold": "yes", "tier": "red", "score": {"low": 3, "high": 3, "name": "Size", "band": "large"}}
                                                                 ^^^^
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
change "$(case_file it-hurts)" 's/"kind": "due"/"kind": "gate"/'
expect 'a kind that is not printed' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:10:7: 'kind' is finding, score, option, due or event
      {"kind": "gate", "finding": "image", "holds": "yes", "due": [{"from": "2026-11-01", "to": "2026-11-15", "overdueDays": 7}]}
        ^^^^
END

fresh
change "$(case_file it-hurts)" 's/"finding": "image", //'
expect 'an expectation of nothing' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:10:7: an expectation names its 'finding'
      {"kind": "due", "holds": "yes", "due": [{"from": "2026-11-01", "to": "2026-11-15", "overdueDays": 7}]}
        ^^^^
END

fresh
change "$(case_file it-hurts)" 's/"kind": "due", //'
expect 'a finding that is not there' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:10:7: the guideline has no finding 'image'
      {"finding": "image", "holds": "yes", "due": [{"from": "2026-11-01", "to": "2026-11-15", "overdueDays": 7}]}
        ^^^^^^^
END

fresh
change "$(case_file share-90)" 's/"yes"/"true"/'
expect 'a state that is none' 5 guidelines <<'END'
guidelines/lesion/cases/share-90.json:10:64: 'holds' is yes, no, unknown or n/a
      {"finding": "fracture-risk", "about": "BodyStructure/b1", "holds": "true", "tier": "red", "score": {"low": 3, "high": 3, "name": "Size", "band": "large"}}
                                                                 ^^^^^
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
change "$(case_file it-hurts)" 's/"resourceType": "Observation", "id": "o1"/"resourceType": "Observatory", "id": "o1"/'
expect 'a record that cannot be read' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:4:4: the record cannot be read: R4 has no such resource type
    "record": [
     ^^^^^^
END

fresh
change "$(case_file it-hurts)" 's/("id": "o2".*)Patient.p1/\1Patient\/p2/'
expect 'a record about somebody else' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:4:4: the record cannot be read: a resource about a patient who is not in the record
    "record": [
     ^^^^^^
END

fresh
change "$(case_file share-90)" 's/"yes", "tier": "red"/"no", "tier": "green"/'
expect 'another state, another tier' 3 guidelines <<'END'
guidelines/lesion/cases/share-90.json:10:64: fracture-risk: holds: expected "no", found "yes"
      {"finding": "fracture-risk", "about": "BodyStructure/b1", "holds": "no", "tier": "green", "score": {"low": 3, "high": 3, "name": "Size", "band": "large"}}
                                                                 ^^^^^
guidelines/lesion/cases/share-90.json:10:79: fracture-risk: tier: expected "green", found "red"
      {"finding": "fracture-risk", "about": "BodyStructure/b1", "holds": "no", "tier": "green", "score": {"low": 3, "high": 3, "name": "Size", "band": "large"}}
                                                                                ^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be yes
  @finding: fracture-risk
  ^^^^^^^^^
END

fresh
change "$(case_file share-90)" 's/"tier": "red"/"tier": "red", "details": {"x": 1}/'
expect 'details that are not there' 2 guidelines <<'END'
guidelines/lesion/cases/share-90.json:10:95: fracture-risk: details: expected {"x":1}, found nothing
  ... "fracture-risk", "about": "BodyStructure/b1", "holds": "yes", "tier": "red", "details": {"x": 1}, "score": {"low": 3, "high": 3, "name": "Size", "band": "large...
                                                                                    ^^^^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be yes
  @finding: fracture-risk
  ^^^^^^^^^
END

fresh
change "$(case_file share-90)" 's/, "band": "large"//'
expect 'a part of a score is not enough' 2 guidelines <<'END'
guidelines/lesion/cases/share-90.json:10:95: fracture-risk: score: expected {"low":3,"high":3,"name":"Size"}, found {"low":3,"high":3,"name":"Size","band":"large"}
  ... "fracture-risk", "about": "BodyStructure/b1", "holds": "yes", "tier": "red", "score": {"low": 3, "high": 3, "name": "Size"}}
                                                                                    ^^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be yes
  @finding: fracture-risk
  ^^^^^^^^^
END

fresh
change "$(case_file it-hurts)" 's/, "overdueDays": 7//'
expect 'a window that is not overdue' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:10:58: image: due: expected [{"from":"2026-11-01","to":"2026-11-15"}], found [{"from":"2026-11-01","to":"2026-11-15","overdueDays":7}]
      {"kind": "due", "finding": "image", "holds": "yes", "due": [{"from": "2026-11-01", "to": "2026-11-15"}]}
                                                           ^^^
END

fresh
change "$(case_file share-33)" 's/"holds": "yes"/&, "sources": [{"id": "paper"}]/'
expect 'a part of a source' 0 guidelines <<'END'
END

fresh
change "$(case_file share-33)" 's/"holds": "yes"/&, "sources": [{"id": "book"}]/'
expect 'another source' 1 guidelines <<'END'
guidelines/lesion/cases/share-33.json:12:45: lasting: sources: expected [{"id":"book"}], found [{"id":"paper","at":"Table 2","read":"full"}]
      {"finding": "lasting", "holds": "yes", "sources": [{"id": "book"}]}
                                              ^^^^^^^
END

fresh
change "$(case_file share-33)" 's/"holds": "yes"/&, "sources": [{"id": "paper"}, {"id": "paper"}]/'
expect 'one source too many' 1 guidelines <<'END'
guidelines/lesion/cases/share-33.json:12:45: lasting: sources: expected [{"id":"paper"},{"id":"paper"}], found [{"id":"paper","at":"Table 2","read":"full"}]
      {"finding": "lasting", "holds": "yes", "sources": [{"id": "paper"}, {"id": "paper"}]}
                                              ^^^^^^^
END

fresh
change "$(case_file it-hurts)" 's/"holds": "yes"/&, "tier": "red"/'
expect 'a key that is not there' 1 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json:10:58: image: tier: expected "red", found nothing
      {"kind": "due", "finding": "image", "holds": "yes", "tier": "red", "due": [{"from": "2026-11-01", "to": "2026-11-15", "overdueDays": 7}]}
                                                           ^^^^
END

fresh
change "$(case_file nothing-known)" 's/("finding": "fracture-risk"), "about": "BodyStructure.b2"/\1/'
expect 'which of two' 1 guidelines <<'END'
guidelines/lesion/cases/nothing-known.json:11:7: fracture-risk: there are 2 of it: say which with 'about': "BodyStructure/b1"
      {"finding": "fracture-risk", "holds": "unknown", "score": {"low": 1, "high": 3, "name": "Size"}},
        ^^^^^^^
END

fresh
change "$(case_file share-90)" 's/("finding": "fracture-risk", "about": "BodyStructure.)b1/\1b9/'
expect 'none of it' 2 guidelines <<'END'
guidelines/lesion/cases/share-90.json:10:7: fracture-risk: expected a finding, found none about BodyStructure/b9
      {"finding": "fracture-risk", "about": "BodyStructure/b9", "holds": "yes", "tier": "red", "score": {"low": 3, "high": 3, "name": "Size", "band": "large"}}
        ^^^^^^^
guidelines/lesion/Lesion.cql:29:1: no case expects finding 'fracture-risk' to be yes
  @finding: fracture-risk
  ^^^^^^^^^
END

fresh
change "$(case_file nothing-known)" 's/, "missing": \[\{"input": "hurts".*\]//'
change guidelines/lib/Elements.cql 's/define function window\(since Date, limit System.Quantity\):/&\n  Message(/; s/(  if since is null.*)$/\1, true, '\''E1'\'', '\''Error'\'', '\''no window'\'')/'
expect 'an evaluation that fails' 3 guidelines <<'END'
guidelines/lesion/cases/it-hurts.json: image: the evaluation failed: E1: no window (guidelines/lib/Elements.cql:27:3)
guidelines/lesion/cases/it-hurts.json:10:42: image: holds: expected "yes", found "unknown"
      {"kind": "due", "finding": "image", "holds": "yes", "due": [{"from": "2026-11-01", "to": "2026-11-15", "overdueDays": 7}]}
                                           ^^^^^
guidelines/lesion/cases/it-hurts.json:10:58: image: due: expected [{"from":"2026-11-01","to":"2026-11-15","overdueDays":7}], found nothing
      {"kind": "due", "finding": "image", "holds": "yes", "due": [{"from": "2026-11-01", "to": "2026-11-15", "overdueDays": 7}]}
                                                           ^^^
END

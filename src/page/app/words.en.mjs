// The texts in English, by the part of the page they stand in.
import work from './words.work.en.mjs';
import figures from './words.figures.en.mjs';

export default {
  'tier.emergency': 'Emergency', 'tier.red': 'Red', 'tier.amber': 'Amber', 'tier.unknown': 'Not known', 'tier.green': 'Green', 'tier.none': '',
  'state.yes': 'met', 'state.no': 'not met', 'state.unknown': 'not known', 'state.n/a': 'does not apply',
  'holds.yes': 'yes', 'holds.no': 'no', 'holds.unknown': 'not known', 'holds.n/a': 'does not apply', 'holds.none': 'not evaluated',
  'read.full': 'read', 'read.abstract': 'abstract', 'read.secondary': 'secondary', 'read.recalled': 'recalled', 'read.own': 'our decision',
  'sex.male': 'M', 'sex.female': 'F', 'sex.other': 'X', 'sex.unknown': 'sex not known',
  weekdays: 'Sun Mon Tue Wed Thu Fri Sat',

  'span.days': '{n} d', 'span.months': '{n} {n|month|months}', 'span.years': '{n} {n|year|years}',
  'times.min': '{n} min', 'times.hours': '{h} h {n} min', 'times.wholeHours': '{h} h', 'times.days': '{d} d {h} h',
  'times.now': 'due now', 'times.left': '{length} left', 'times.over': 'overdue by {length}', 'times.ago': '{length} ago',

  'guard.failed': '{name}: this part could not be shown. What it would say is not known; the rest of the page stands.',
  'guard.again': 'Try again',

  'main.ended': 'Your session has ended',
  'main.endedHow': 'What was on screen has been removed. Open a new sign-in address to go on.',
  'main.notHere': 'There is no such page',
  'main.noServer': 'Vigil does not answer',
  'main.noServerHow': 'The service cannot be reached, or it refused. Nothing is shown rather than something old.',
  'main.offline': 'the service did not answer.',
  'main.page': 'This page',

  'shell.worklist': 'Worklist', 'shell.guidelines': 'Guidelines', 'shell.leaflets': 'Leaflets', 'shell.audit': 'Audit',
  'shell.home': 'Vigil, worklist', 'shell.pages': 'Pages', 'shell.sections': 'Sections', 'shell.skip': 'Skip to content',
  'shell.asOf': 'As of', 'shell.dataAsOf': 'Data as of {at}.', 'shell.instant': '{weekday} {day}, {time}', 'shell.old': 'These data are older than two hours.',
  'shell.dark': 'Dark', 'shell.me': 'Signed in: {name}',
  'shell.fictitious': 'Every person, report and number on this page is fictitious.',

  'worklist.need': '{n} {n|person needs|people need} someone', 'worklist.needNone': 'Nobody needs someone',
  'worklist.emergencies': '{n} {n|emergency|emergencies}', 'worklist.nobodyYet': '{n} with nobody yet', 'worklist.watched': 'of {n} watched',
  'worklist.showing': 'shown: {filter}', 'worklist.waiting': '{n} {n|patient is|patients are} being evaluated',
  'worklist.find': 'Find a patient', 'worklist.findHint': 'Name or MRN', 'worklist.filter': 'Show',
  'worklist.filter.attention': 'Needs attention', 'worklist.filter.mine': 'Mine', 'worklist.filter.nobody': 'Nobody yet', 'worklist.filter.board': 'Board',
  'worklist.filter.overdue': 'Overdue', 'worklist.filter.unknown': 'Not known', 'worklist.filter.snoozed': 'Snoozed', 'worklist.filter.all': 'All',
  'worklist.col.tier': 'Tier', 'worklist.col.who': 'Who', 'worklist.col.why': 'Why', 'worklist.col.clock': 'Since, clock', 'worklist.head.clock': 'Clock',
  'worklist.col.overdue': 'Overdue', 'worklist.col.taken': 'Taken by', 'worklist.col.new': 'New', 'worklist.col.board': 'Board',
  'worklist.caption': '{filter}, most urgent first', 'worklist.since': 'since {day}', 'worklist.until': 'until {day}', 'worklist.raisedAgain': 'raised again if its inputs change',
  'worklist.nobody': 'nobody yet', 'worklist.noName': 'Name not recorded', 'worklist.new': 'new', 'worklist.andMore': 'and {n} more {n|reason|reasons}',
  'worklist.alarmOpen': 'still open: the record no longer gives it, nobody has closed it', 'worklist.snoozedBy': 'snoozed by {name}:',
  'worklist.failed.row': '{n} {n|conclusion|conclusions} could not be evaluated', 'worklist.waiting.row': 'the record has changed and is being evaluated', 'worklist.gone': 'no longer in this list', 'worklist.quietRow': 'nothing to do today · {n} {n|question|questions} open', 'worklist.quietRowNone': 'nothing to do today',
  'worklist.quiet': '{n|other|others}: nothing to do today', 'worklist.quietSnoozed': 'snoozed', 'worklist.questions': '{n|question|questions} open',
  'worklist.more': 'Show more', 'worklist.shown': '{n} of {total} shown', 'worklist.sortedShown': '; sorted among those shown',
  'worklist.newEmergency': '{n} new {n|emergency|emergencies}', 'worklist.changed': 'The list has changed: {came} new, {gone} gone.', 'worklist.showNow': 'Show now',
  'worklist.nobodyFound': 'Nobody of that name or number here.', 'worklist.lookInAll': 'Look among all', 'worklist.emptyFilter': 'Nobody here.',
  'worklist.emptyAttention': '{n} watched, last data {at}.', 'worklist.failed': 'The list could not be fetched. Who needs someone is not known.',
  'worklist.stale': 'The list could not be fetched anew. What stands here is of {at}.', 'worklist.fetching': 'The list is being fetched.',
  'keys.move': 'move', 'keys.open': 'open', 'keys.take': 'take', 'keys.handOver': 'hand over', 'keys.snooze': 'snooze', 'keys.board': 'board', 'keys.use': 'Keys',

  'task.take': 'Take', 'task.takeOver': 'Take over', 'task.release': 'Release', 'task.handOver': 'Hand over', 'task.snooze': 'Snooze…', 'task.snoozeNow': 'Snooze', 'task.wake': 'End snooze', 'task.board': 'Board…',
  'task.to': 'To', 'task.choose': 'choose…', 'task.fetching': 'being fetched…', 'task.cancel': 'Cancel', 'task.until': 'Until', 'task.reason': 'Reason', 'task.undo': 'Undo', 'task.undone': 'Undone.', 'task.hide': 'Hide this note',
  'task.snoozeHow': 'At most {n} days. Raised again before if its inputs change.', 'task.neverEmergency': 'An emergency cannot be snoozed.',
  'task.boardDay': 'Board on', 'task.boardSet': 'Put on this board', 'task.boardOff': 'Take off the board', 'task.failed': 'This did not work: {says}',
  'task.did.take': 'You took {name}.', 'task.did.release': 'You released {name}.', 'task.did.handover': '{name} handed over to {to}.', 'task.did.snooze': '{name} snoozed until {day}.', 'task.did.wake': '{name} is in the list again.', 'task.did.board': 'Board day of {name}: {day}.',

  'now.label': 'What cannot wait', 'now.nothing': 'Nothing recorded that cannot wait.', 'now.others': 'Of the other emergencies:', 'now.nothingAsked': 'Nobody was asked about emergencies.',
  'now.nobody': 'nobody since {since}', 'now.by': 'by {day}', 'now.wasBy': 'was by {day}', 'now.recorded': 'recorded {when}',
  'now.acknowledge': 'Acknowledge', 'now.acknowledged': 'acknowledged by {name}, {when}', 'now.unacknowledged': 'not acknowledged', 'now.closeWith': 'Close with reason…', 'now.close': 'Close',
  'now.reason': 'Reason', 'now.reasonHow': 'At least {n} letters; it is stored with your name.', 'now.noLonger': 'the record now says: {now}. It stays open until it is closed with a reason.',
  'now.ask': 'ask now', 'now.askWhat': 'Ask now: {what}', 'now.more': '{no} more asked, {open} more not known', 'now.moreAlarms': '{n} more {n|alarm|alarms}: {titles}',
  'now.closed': '{n} closed', 'now.closedBy': 'closed by {name}, {when}:', 'now.did.acknowledge': 'Acknowledged: {title}', 'now.did.close': 'Closed: {title}',

  'who.label': 'Who', 'who.spent': 'Doses already spent, organ function', 'who.unknown': 'not recorded', 'who.fresh': 'How old', 'who.ask': 'ask', 'who.tooOld': 'old', 'who.old': 'old: {age}',
  'who.born': 'born {day}', 'who.mrn': 'MRN {mrn}', 'who.died': 'died {day}', 'who.dead': 'This person has died.', 'who.takenBy': 'Taken by {name}', 'who.board': 'board {day}', 'who.snoozed': 'snoozed until {day}',

  'changed.label': 'What changed', 'changed.since': 'Changed since the board of {day}', 'changed.ever': 'Changed since the record came in', 'changed.mark': 'Mark as seen by the board', 'changed.did': 'Marked as seen by the board.',
  'changed.nothing': 'Nothing Vigil says has changed since then.', 'changed.nothingEver': 'Nothing Vigil says has changed yet.', 'changed.fromTo': '{from} → {to}', 'changed.words': 'in other words', 'changed.wordsOnly': '{n} changed only in words', 'changed.first': 'new: {to}', 'changed.more': '{n} earlier {n|change|changes}',

  'tiles.label': 'Where it stands', 'tiles.unknown': '{words}?', 'tiles.also': 'also:', 'tiles.more': 'and {n} more', 'tiles.open': '{n} more not known', 'tiles.overdue': '{what}: overdue {long}', 'tiles.nothingOverdue': 'Nothing is overdue', 'tiles.nothingKnown': 'Nothing is known to be overdue', 'tiles.dueOpen': '{n} not known',
  'tiles.noLayout': 'Which findings stand here is not set: all of them stand at the end of the page.',

  'ask.title': 'Missing, ranked by what it would change', 'ask.count': '{n} of {all} open {all|question|questions} could change a conclusion today', 'ask.none': 'No question is open.',
  'ask.settles': 'Settles:', 'ask.changes': 'Bears on:', 'ask.andMore': 'and {n} more', 'ask.couldBe': 'could be {tier}', 'ask.found': 'On record, but cannot be read:', 'ask.choose': 'choose…', 'ask.value': 'Value',
  'ask.dateHint': '2022-10-03', 'ask.dateHow': 'A day, a month or a year: 2022-10-03, 2022-10 or 2022', 'ask.effective': 'Found on', 'ask.basis': 'Seen in', 'ask.basisHint': 'MRI of 3 Nov', 'ask.confirmedBy': 'Confirmed by', 'ask.confirmedByHint': 'me', 'ask.record': 'Record as asserted',
  'ask.lowers': 'This would lower:', 'ask.lowersHow': 'Say first when it was found, on what it rests and who says so. The alarm stays open until it is closed with a reason.',
  'ask.conflict': 'Somebody else answered this meanwhile.', 'ask.theirs': '{name} said', 'ask.yours': 'You say', 'ask.keepTheirs': 'Keep theirs', 'ask.recordMine': 'Record mine all the same',
  'ask.failed': 'Not stored: {says}', 'ask.notStorable': 'This cannot be answered here; it belongs in the record.', 'ask.noStep': 'No conclusion changed.', 'ask.saidStep': '{title}: {from} → {to}', 'ask.asserted': 'Stored as asserted.', 'ask.by': 'asserted by {name}',
  'ask.rest': '{n} more could change a conclusion', 'ask.idle': '{n} more {n|is|are} open; none would change a conclusion today',
  'effect.none': 'changes nothing', 'effect.falls': 'does not apply', 'effect.range': '{low} to {high}', 'effect.line': '{words} → {to}', 'effect.several': '{first} and {n} more', 'effect.more': 'and {n} more',

  'given.title': 'Answers given here', 'given.count': '{n} in force', 'given.show': 'Show them', 'given.question': 'Question', 'given.answer': 'Answer', 'given.found': 'Found on', 'given.basis': 'Seen in', 'given.by': 'By', 'given.undone': 'undone {when}',

  'everything.title': 'Everything Vigil said', 'everything.count': '{yes} yes · {unknown} not known · {no} no', 'everything.leftOut': '{n} {n|entry|entries} of the record could not be read', 'everything.state': 'State', 'everything.what': 'What', 'everything.says': 'Says', 'everything.expired': 'expired: shown for reference',

  'links.title': 'To take along', 'links.says': 'the sheet is made from the record only', 'links.sheet': 'Board sheet', 'links.pdf': 'Board sheet as PDF', 'links.calendar': 'Calendar (ICS)', 'links.feed': 'Make a calendar address', 'links.feedIs': 'Secret address',
  'links.copy': 'Copy', 'links.feedHow': 'Shown once. Whoever has it sees the dates; no diagnosis stands in them.',

  'why.why': 'why', 'why.title': 'Why: {what}', 'why.close': 'Close', 'why.failed': 'The reasons could not be fetched.', 'why.fetching': 'The reasons are being fetched.', 'why.of': 'of {high}', 'why.for': 'for', 'why.against': 'against', 'why.asOf': 'as of {at}',
  'why.draft': 'draft', 'why.local': 'local rule', 'why.error': 'This could not be evaluated and counts as not known.', 'why.expired': 'This guideline expired on {day}. It is shown for reference; nothing is made due by it.',
  'why.inputs': 'Inputs', 'why.noInputs': 'No input was read.', 'why.item': 'Item', 'why.value': 'Value', 'why.from': 'Date and source', 'why.silent': 'not recorded', 'why.asserted': 'asserted here', 'why.changes': 'What would change it', 'why.moreChanges': '{n} more could',
  'why.rule': 'Rule', 'why.path': 'The path of the reasons', 'why.cql': 'As written in the guideline (CQL)', 'why.line': 'line {n}', 'why.sources': 'Sources, and how far they were read', 'why.noSources': 'No source is named.', 'why.moreSources': '{n} more', 'why.link': 'open',
  'why.nobodyRead': 'Nobody here has read any of these in full.', 'why.limits': 'Limits', 'why.noLimits': 'None are written down.', 'why.forWhom': 'For:', 'why.version': 'Version', 'why.guideline': 'guideline', 'why.reviewed': 'reviewed', 'why.expires': 'expires {day}', 'why.rules': 'rules',

  'patient.page': 'Patient', 'patient.notHere': 'There is no such patient', 'patient.notHereHow': 'The address may be old, or the record was removed.', 'patient.failed': 'This patient could not be fetched', 'patient.failedHow': 'What cannot wait is not known: {says}',
  'patient.fetching': 'The record is being fetched.', 'patient.stale': 'The page could not be fetched anew. What stands here is of {at}.', 'patient.notEvaluated': 'Findings of {at}: the record has changed since and is not evaluated yet.', 'patient.lookAgain': 'Look again',
  'patient.news': 'The record has changed while this page was open.', 'patient.places': '{first} and {n} more',
  'jump.changed': 'Changed', 'jump.missing': 'Missing', 'jump.course': 'Timeline', 'jump.body': 'Body', 'jump.criteria': 'Surgery?', 'jump.scores': 'Scores', 'jump.instruments': 'Instruments', 'jump.options': 'Options', 'jump.follow': 'Follow-up', 'jump.record': 'Record', 'jump.everything': 'All',

  'guidelines.says': 'What is applied to every record here.', 'guidelines.title': 'Guideline', 'guidelines.version': 'Version', 'guidelines.reviewed': 'Reviewed', 'guidelines.expired': 'expired {day}', 'guidelines.for': 'For', 'guidelines.limits': 'Limits', 'guidelines.findings': 'Findings', 'guidelines.hash': 'Rules',
  'guidelines.failed': 'The guidelines could not be fetched.', 'guidelines.none': 'No guideline is loaded: nothing can be concluded here.',
  'audit.says': 'Every view and every change, newest first. Each row carries the hash of the one before.', 'audit.intact': 'The chain is whole.', 'audit.broken': 'The chain is broken: rows were changed or removed.', 'audit.failed': 'The trail could not be fetched.', 'audit.none': 'No row yet.',
  'audit.number': 'No.', 'audit.at': 'When', 'audit.person': 'Who', 'audit.action': 'Action', 'audit.patient': 'Patient', 'audit.what': 'What',
  'leaflets.says': 'General words for patients. They hold no conclusion about anybody.', 'leaflets.failed': 'The leaflets could not be fetched.', 'leaflets.none': 'No leaflet is there.', 'leaflets.newTab': '(new tab)',
  ...work,
  ...figures,
};

// Score cards, what-if, surgery, options, board record, sheet.
export default {
  'scores.title': 'Scores', 'scores.note': 'A range where an item is not known. Click to see what an answer would change.',
  'scores.whatif': 'WHAT IF: not stored, never printed', 'scores.back': 'Back to the record', 'scores.was': 'on record {points}', 'scores.record': '(on record)',
  'scores.none': 'not known', 'scores.range': '{low} to {high}', 'scores.scale': 'scale {low} to {high}', 'scores.of': 'of {high}',
  'scores.label': '{title} {points} on a scale of {low} to {high}', 'scores.bands': '{title}: what the points mean', 'scores.points': 'Points', 'scores.band': 'Group', 'scores.says': 'Published for it',
  'scores.here': 'possible now: ', 'scores.here.record': '(on record)',
  'scores.open': '{n} {n|item|items} not known: try an answer', 'scores.known': 'All items known: try another answer',
  'scores.also': '{n} more {n|item|items} that it read', 'scores.recorded': 'on record', 'scores.asserted': 'asserted here', 'scores.silent': 'not recorded', 'scores.idle': 'changes nothing today',
  'scores.answer': 'answer it for the record', 'scores.undo': 'undo', 'scores.number': 'write a number', 'scores.whole': 'write a whole number',
  'scores.outside': 'no score', 'scores.error': 'could not be evaluated: {error}',
  'scores.asking': 'asking what it would change …', 'scores.failed': 'What it would change could not be found out: {why}. The record is untouched.', 'scores.failed.live': 'What-if failed.',
  'scores.would': 'Would change {n} {n|conclusion|conclusions}', 'scores.nothing': 'Would change no conclusion', 'scores.then': 'would be', 'scores.new': 'new', 'scores.more': '{n} more', 'scores.others': 'Other scores:', 'scores.reworded': '{n} more would keep {n|its|their} state and change {n|its|their} words.',
  'scores.holds.yes': 'holds', 'scores.holds.no': 'does not hold', 'scores.holds.unknown': 'not known',
  'scores.live': 'What if, {title}: {points}. {n} {n|conclusion|conclusions} would change.{first}',

  'matrix.title': 'Surgery', 'matrix.met': '{n} met', 'matrix.not': '{n} not met', 'matrix.unknown': '{n} not known', 'matrix.away': '{n} {n|does|do} not apply',
  'matrix.which': 'Lesion', 'matrix.lesion': 'lesion', 'matrix.here': 'here now', 'matrix.has': 'Has', 'matrix.open': 'Not known', 'matrix.lacks': 'Against', 'matrix.one': 'Needs one of', 'matrix.others': 'Other ways:',

  'options.title': 'Options', 'options.note': 'all that these guidelines know, unranked; nothing is ordered from here', 'options.table': 'Options, scrolls sideways',
  'options.caption': '{n} {n|option|options}, in no order of preference.', 'options.option': 'Option', 'options.for': 'For', 'options.against': 'Against', 'options.needs': 'Needs first', 'options.source': 'Source, how far read',
  'options.source.short': 'Source', 'options.always': 'Always possible', 'options.none': 'the guideline names no condition', 'options.error': 'could not be evaluated: {error}',
  'options.closed': '{n} more {n|option|options}: not for this patient', 'options.because': 'Not for this patient, because: {why}', 'options.no': 'Not for this patient: its own condition is not met. Its why says which.', 'options.away': 'Does not apply here.',
  'options.more': '{n} more', 'options.andMore': 'and {n} more', 'options.asks': '{n} open {n|question|questions}',

  'record.title': 'Board record', 'record.earlier': 'Earlier decisions', 'record.empty': 'No decision is recorded.', 'record.sheet': 'Board sheet', 'record.pdf': 'Sheet as PDF',
 
  'record.board': 'Board of {day}', 'record.thing': 'a lesion', 'record.outdated': 'outdated: the data changed since', 'record.outside': 'Outside the guideline:', 'record.owner.due': '{owner}, by {day}', 'record.nobody': 'nobody yet',
  'record.by': 'entered by {who}, {when}',
  'record.done.open': 'not known whether done', 'record.done.carried-out': 'Carried out', 'record.done.changed': 'Changed', 'record.done.not-done': 'Not done', 'record.done.saved': 'Recorded what came of the decision.',
  'record.mark.carried-out': 'Carried out', 'record.mark.changed': 'Changed', 'record.mark.not-done': 'Not done', 'record.why': 'Why', 'record.why.done': 'Remark (may stay empty)',
  'record.new': 'New decision', 'record.patient': 'the patient as a whole', 'record.inside': 'no', 'record.choose': 'choose …', 'record.save': 'Record decision', 'record.saved': 'The decision is recorded.', 'record.stays': 'Its words stay in this store: they are sent nowhere.',
  'record.field.about': 'About', 'record.field.decision': 'Decision', 'record.field.deviation': 'Outside guideline?', 'record.field.reason': 'Why outside', 'record.field.owner': 'Owner', 'record.field.due': 'Due', 'record.field.board': 'Board day',
  'record.wrong.decision': 'Write what was decided.', 'record.wrong.reason': 'Write why it is outside the guideline.', 'record.wrong.owner': 'Choose who sees to it.', 'record.wrong.due': 'Say by which day.', 'record.wrong.board': 'Say on which day the board met.',
  'record.wrong.order': 'The due day lies before the board day.', 'record.wrong.why': 'Write why.', 'record.failed': 'Not recorded: {why}', 'record.people.failed': 'The list of people could not be fetched.',

  'standing.draft': 'draft', 'standing.local': 'local', 'standing.expired': 'expired on {day}, shown for reference',

  'sheet.title': 'Board sheet', 'sheet.of': 'Board sheet: {name}', 'sheet.paper': 'prints on one A4 page, landscape', 'sheet.back': 'Back to the patient', 'sheet.print': 'Print', 'sheet.pdf': 'PDF',
  'sheet.failed': 'The sheet could not be made: {why}.', 'sheet.again': 'Try again', 'sheet.asking': 'making the sheet …', 'sheet.nothing': 'nothing known', 'sheet.heading': 'tumour not known', 'sheet.more': '{n} more on the page', 'sheet.marks': '{n} more {n|event|events} on the page',
  'sheet.sex.female': 'F', 'sheet.sex.male': 'M', 'sheet.sex.other': 'other', 'sheet.sex.unknown': 'sex not known', 'sheet.born': 'born {day}', 'sheet.mrn': 'MRN {mrn}', 'sheet.died': 'died {day}', 'sheet.noday': 'no board day',
  'sheet.wait': 'What cannot wait', 'sheet.course': 'Course in one line', 'sheet.undated': 'Course: nothing is dated', 'sheet.band': '{from} to {to}: {text}',
};

// Score cards, what-if, surgery, options, board record, sheet.
export default {};

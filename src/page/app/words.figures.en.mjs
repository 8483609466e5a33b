// Timeline, body, follow-up, instruments.
export default {};

/**
 * Rewrites of a report: the kinds there are, the rules that write them, and the proof that each
 * says what it should.
 */
package hilum.radiology.variant;

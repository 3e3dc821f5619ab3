/**
 * A hospital that does not exist: studies whose findings are known because they were drawn first,
 * with reports composed from a grammar and phantom radiographs painted from the same findings.
 * Nothing here comes from a patient.
 */
package hilum.synthetic;

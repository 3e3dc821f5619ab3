/** A bench for the verifier: true rewrites of reports, and the same with one thing made wrong. */
package hilum.cli.bench.verifier;

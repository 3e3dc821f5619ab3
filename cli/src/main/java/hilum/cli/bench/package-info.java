/** Benchmarks of the running stream, as ratios within one run. */
package hilum.cli.bench;

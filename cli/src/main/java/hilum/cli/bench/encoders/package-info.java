/** The encoders against other implementations: the same work in turns, each side a process. */
package hilum.cli.bench.encoders;

/**
 * The demonstration: a whole stream from the first study to a better model, and the account of it.
 */
package hilum.cli.demo;

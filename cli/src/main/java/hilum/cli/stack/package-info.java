/** Commands that start, stop and show the local stack, and the client of its supervisor. */
package hilum.cli.stack;

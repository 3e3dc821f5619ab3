/** What archives are: files that yield, as a stream and always in the same order, what is sent. */
package hilum.cli.archive;

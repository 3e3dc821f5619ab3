package hilum.cli.archive;

/**
 * Where in an archive something stands, and nothing of what it is.
 *
 * @param file index among the archive's files
 * @param number of the message, line or entry in that file, from 1
 */
public record Place(int file, long number) {}

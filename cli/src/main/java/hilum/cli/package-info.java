/** The {@code hilum} command: its options, its exit codes and the way it talks to a person. */
package hilum.cli;

/** What reports say, offline: their variants, and two texts beside each other. */
package hilum.cli.language;

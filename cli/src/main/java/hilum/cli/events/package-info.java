/** Commands that read the topics: what flows, and what a stage could not take. */
package hilum.cli.events;

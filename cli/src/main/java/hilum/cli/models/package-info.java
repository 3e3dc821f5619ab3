/**
 * Commands on model versions: training, promotion, figures, and search with the one that serves.
 */
package hilum.cli.models;

/**
 * Where studies come from (files, archives, the synthetic hospital) and how they reach the intake.
 */
package hilum.cli.send;

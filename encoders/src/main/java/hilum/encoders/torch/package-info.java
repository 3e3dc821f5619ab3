/**
 * Programs for libtorch: text that Java packs, loads through DJL and calls.
 *
 * <p>Forward passes, gradients and optimiser steps happen inside one call of a program; Java moves
 * data in and out. No other package touches DJL's engine.
 */
package hilum.encoders.torch;

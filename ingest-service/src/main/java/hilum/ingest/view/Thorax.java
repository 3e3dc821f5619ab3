package hilum.ingest.view;

/**
 * Two measures that a frontal view of the chest has and another view lacks: that its halves
 * resemble each other, and that a bright middle lies between two darker sides.
 *
 * @param symmetry correlation of the rows with their mirror image about the best axis near the
 *     middle, from -1 to 1
 * @param depth how much darker than the middle the darker one of each side is at the height of the
 *     lungs, as a share of the picture's range
 */
record Thorax(double symmetry, double depth) {
    /** Below it lie 2 in 100 frontal views of ChestX-ray14. */
    static final double LEAST_SYMMETRY = 0.12;

    /** Below it lie 2 in 100 frontal views of ChestX-ray14. */
    static final double LEAST_DEPTH = 0.08;

    private static final int CELLS = 64;

    static Thorax of(Pixels picture) {
        float[][] grid = picture.grid(CELLS);
        double best = -1;
        int axis = CELLS;
        // The axis may lie on a cell or between two: its double is counted.
        for (int twice = CELLS * 7 / 10; twice <= CELLS * 13 / 10; twice++) {
            double mirrored = mirrored(grid, twice);
            if (mirrored > best) {
                best = mirrored;
                axis = twice;
            }
        }
        return new Thorax(best, depth(grid, axis / 2));
    }

    private static double mirrored(float[][] grid, int twice) {
        int from = Math.max(0, twice - CELLS);
        int to = Math.min(CELLS, twice);
        double both = 0;
        double squares = 0;
        for (int y = CELLS * 15 / 100; y < CELLS * 80 / 100; y++) {
            double mean = 0;
            for (int x = from; x < to; x++) {
                mean += grid[y][x];
            }
            mean /= to - from;
            for (int x = from; x < to; x++) {
                double here = grid[y][x] - mean;
                both += here * (grid[y][twice - 1 - x] - mean);
                squares += here * here;
            }
        }
        return squares == 0 ? 0 : both / squares;
    }

    private static double depth(float[][] grid, int axis) {
        double[] profile = new double[CELLS];
        for (int x = 0; x < CELLS; x++) {
            int cells = 0;
            for (int y = CELLS / 4; y < CELLS * 60 / 100; y++) {
                for (int near = Math.max(0, x - 2); near <= Math.min(CELLS - 1, x + 2); near++) {
                    profile[x] += grid[y][near];
                    cells++;
                }
            }
            profile[x] /= cells;
        }
        int span = CELLS * 30 / 100;
        double middle = 0;
        for (int x = Math.max(0, axis - 3); x <= Math.min(CELLS - 1, axis + 3); x++) {
            middle = Math.max(middle, profile[x]);
        }
        double left = least(profile, axis - span, axis);
        double right = least(profile, axis, axis + span);
        return (middle - Math.max(left, right)) / range(grid);
    }

    private static double least(double[] profile, int from, int to) {
        double least = 255;
        for (int x = Math.max(0, from); x < Math.min(CELLS, to); x++) {
            least = Math.min(least, profile[x]);
        }
        return least;
    }

    /** From the 5th to the 95th of a hundred cells. */
    private static double range(float[][] grid) {
        double[] all = new double[CELLS * CELLS];
        for (int i = 0; i < all.length; i++) {
            all[i] = grid[i / CELLS][i % CELLS];
        }
        java.util.Arrays.sort(all);
        return Math.max(1, all[all.length * 95 / 100] - all[all.length * 5 / 100]);
    }
}

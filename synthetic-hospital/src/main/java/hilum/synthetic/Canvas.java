package hilum.synthetic;

/**
 * A square of densities that shapes are painted on, in body coordinates: x from -1 (patient's
 * right) to 1 (patient's left), y from -1 (neck) to 1 (abdomen). How the body lies in the image
 * (turned, shifted, scaled) is the canvas's business alone. Density 0 is air, about 1 is bone or
 * metal.
 */
final class Canvas {
    /** A density at a place, given what has been painted there before. */
    interface Shade {
        float at(float x, float y, float before);
    }

    final int size;
    final float[] density;
    private final float cos;
    private final float sin;
    private final float shiftX;
    private final float shiftY;
    private final float scale;

    Canvas(int size, double turn, double shiftX, double shiftY, double scale) {
        this.size = size;
        this.density = new float[size * size];
        this.cos = (float) Math.cos(turn);
        this.sin = (float) Math.sin(turn);
        this.shiftX = (float) shiftX;
        this.shiftY = (float) shiftY;
        this.scale = (float) scale;
    }

    /** Paints every pixel. */
    void everywhere(Shade shade) {
        paint(0, size - 1, 0, size - 1, shade);
    }

    /**
     * Paints the pixels around a place; the shade must change nothing farther away than {@code
     * reach}.
     */
    void around(double x, double y, double reach, Shade shade) {
        float column = column((float) x, (float) y);
        float row = row((float) x, (float) y);
        float radius = (float) reach * scale * size / 2;
        paint(
                (int) (column - radius),
                (int) (column + radius) + 1,
                (int) (row - radius),
                (int) (row + radius) + 1,
                shade);
    }

    private void paint(int left, int right, int top, int bottom, Shade shade) {
        for (int row = Math.max(0, top); row <= Math.min(size - 1, bottom); row++) {
            for (int column = Math.max(0, left); column <= Math.min(size - 1, right); column++) {
                float u = (2f * column / size - 1 - shiftX) / scale;
                float v = (2f * row / size - 1 - shiftY) / scale;
                int index = row * size + column;
                density[index] = shade.at(cos * u + sin * v, cos * v - sin * u, density[index]);
            }
        }
    }

    /** Adds a soft round blob, {@code amount} at its centre and nothing beyond {@code radius}. */
    void blob(double x, double y, double radius, double amount) {
        float area = (float) (radius * radius);
        around(
                x,
                y,
                radius,
                (px, py, before) -> {
                    float dx = px - (float) x;
                    float dy = py - (float) y;
                    float inside = 1 - (dx * dx + dy * dy) / area;
                    return inside <= 0 ? before : before + (float) amount * inside * inside;
                });
    }

    /** Draws a straight stroke with soft edges, as bright as {@code level} at least. */
    void stroke(double x0, double y0, double x1, double y1, double width, double level) {
        double length = Math.hypot(x1 - x0, y1 - y0);
        float ex = (float) ((x1 - x0) / length);
        float ey = (float) ((y1 - y0) / length);
        around(
                (x0 + x1) / 2,
                (y0 + y1) / 2,
                length / 2 + width,
                (x, y, before) -> {
                    float along = (x - (float) x0) * ex + (y - (float) y0) * ey;
                    if (along < 0 || along > length) {
                        return before;
                    }
                    float across =
                            Math.abs((x - (float) x0) * ey - (y - (float) y0) * ex) / (float) width;
                    return across >= 1
                            ? before
                            : Math.max(
                                    before,
                                    before + ((float) level - before) * (1 - across * across));
                });
    }

    /** Draws strokes from point to point: {@code x0, y0, x1, y1, …}. */
    void path(double width, double level, double... points) {
        for (int i = 0; i + 3 < points.length; i += 2) {
            stroke(points[i], points[i + 1], points[i + 2], points[i + 3], width, level);
        }
    }

    private float column(float x, float y) {
        return ((cos * x - sin * y) * scale + shiftX + 1) * size / 2;
    }

    private float row(float x, float y) {
        return ((sin * x + cos * y) * scale + shiftY + 1) * size / 2;
    }
}

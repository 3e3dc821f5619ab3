package hilum.ingest.pacs;

import java.util.Locale;
import java.util.Optional;

/**
 * How a frame is to be rendered (PS3.18, section 8.3.5): by the window that its header names, since
 * servers differ in what they do unasked (Orthanc 1.10 spreads the whole range), and no larger than
 * is taken.
 *
 * @param window centre, width and function, where the header has a usable one
 * @param viewport columns and rows, of the picture's own shape, where it has to be smaller
 */
public record Rendering(Optional<String> window, Optional<String> viewport) {

    /** The whole range of values, at full size. */
    public static Rendering plain() {
        return new Rendering(Optional.empty(), Optional.empty());
    }

    /**
     * As a header asks for.
     *
     * @param longestSide columns and rows at most
     * @param mostPixels columns times rows at most
     */
    public static Rendering of(Attributes header, int longestSide, long mostPixels) {
        double rows = header.number(Tag.ROWS).orElse(0.0);
        double columns = header.number(Tag.COLUMNS).orElse(0.0);
        double factor =
                Math.min(
                        longestSide / Math.max(1, Math.max(rows, columns)),
                        Math.sqrt(mostPixels / Math.max(1, rows * columns)));
        Optional<String> viewport =
                factor < 1
                        ? Optional.of(
                                "%d,%d"
                                        .formatted(
                                                (int) Math.max(1, columns * factor),
                                                (int) Math.max(1, rows * factor)))
                        : Optional.empty();
        return new Rendering(window(header), viewport);
    }

    private static Optional<String> window(Attributes header) {
        Optional<Double> centre = header.number(Tag.WINDOW_CENTER);
        Optional<Double> width = header.number(Tag.WINDOW_WIDTH).filter(w -> w > 1);
        if (centre.isEmpty() || width.isEmpty()) {
            return Optional.empty();
        }
        String function =
                switch (header.code(Tag.VOI_LUT_FUNCTION)) {
                    case "SIGMOID" -> "sigmoid";
                    case "LINEAR_EXACT" -> "linear-exact";
                    default -> "linear";
                };
        return Optional.of(
                String.format(Locale.ROOT, "%s,%s,%s", centre.get(), width.get(), function));
    }

    /** The same without the window. */
    public Rendering wholeRange() {
        return new Rendering(Optional.empty(), viewport);
    }

    String query() {
        if (window.isPresent() && viewport.isPresent()) {
            return "?viewport=%s&window=%s".formatted(viewport.get(), window.get());
        }
        return window.map(w -> "?window=" + w)
                .or(() -> viewport.map(v -> "?viewport=" + v))
                .orElse("");
    }
}

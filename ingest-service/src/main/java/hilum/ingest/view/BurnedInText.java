package hilum.ingest.view;

import hilum.ingest.pacs.Attributes;
import hilum.ingest.pacs.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a picture may show a name: marked so by its header, or because something in it looks like
 * lines of letters, and more of them than the marks of a radiographer have ("PORTABLE" is eight).
 * It reads nothing and knows no letter: it looks for small patches that stand out from what is
 * around them, as high as print is, one beside the other.
 */
public final class BurnedInText {
    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

    /** Letters in one line from which it is held. */
    private static final int LONG_LINE = 10;

    /** Letters in a block of lines from which it is held. */
    private static final int LARGE_BLOCK = 16;

    /** Letters that make a line of a block. */
    private static final int SHORT_LINE = 3;

    /** How much brighter or darker than around it a letter is, of 255. */
    private static final float CONTRAST = 26;

    private BurnedInText() {}

    /** Why the header alone calls for a look. */
    public static Optional<String> marked(Attributes header) {
        if (header.code(Tag.BURNED_IN_ANNOTATION).equals("YES")) {
            return Optional.of("marked as annotated");
        }
        boolean captured =
                header.text(Tag.SOP_CLASS_UID).orElse("").startsWith(SECONDARY_CAPTURE)
                        || header.text(Tag.CONVERSION_TYPE).isPresent();
        return captured ? Optional.of("secondary capture") : Optional.empty();
    }

    /** Whether something in the picture looks like more letters than a mark has. */
    public static boolean seen(Pixels picture) {
        float[] around = picture.blurred(Math.max(6, longest(picture) / 40));
        return held(lines(picture, around, 1)) || held(lines(picture, around, -1));
    }

    private static int longest(Pixels picture) {
        return Math.max(picture.width(), picture.height());
    }

    private static boolean held(List<Line> all) {
        List<Line> lines = all.stream().filter(line -> line.letters() >= SHORT_LINE).toList();
        for (Line line : lines) {
            int block =
                    lines.stream()
                            .filter(other -> other.isNear(line))
                            .mapToInt(Line::letters)
                            .sum();
            if (line.letters() >= LONG_LINE || block > line.letters() && block >= LARGE_BLOCK) {
                return true;
            }
        }
        return false;
    }

    /**
     * A patch that may be a letter, or letters that touch.
     *
     * @param letters how many by its shape
     */
    private record Patch(int left, int right, int top, int bottom, int letters) {
        int height() {
            return bottom - top;
        }

        /** Whether the other one stands next to it on the same line; a blank may lie between. */
        boolean isFollowedBy(Patch next) {
            int higher = Math.max(height(), next.height());
            int gap = next.left - right;
            double ratio = (double) next.height() / height();
            return gap >= -0.3 * height()
                    && gap <= 1.6 * higher
                    && ratio > 0.55
                    && ratio < 1.8
                    && Math.abs(next.top + next.bottom - top - bottom) <= 0.8 * higher;
        }
    }

    /** Patches one beside the other. */
    private record Line(int left, int right, int top, int bottom, int letters) {
        boolean isNear(Line other) {
            int height = other.bottom - other.top;
            double ratio = (double) (bottom - top) / height;
            return Math.abs(top + bottom - other.top - other.bottom) < 10 * height
                    && left < other.right
                    && right > other.left
                    && ratio > 0.5
                    && ratio < 2;
        }
    }

    private static List<Line> lines(Pixels picture, float[] around, int sign) {
        List<Patch> patches = patches(picture, around, sign);
        patches.sort(Comparator.comparingInt(Patch::left));
        boolean[] used = new boolean[patches.size()];
        List<Line> lines = new ArrayList<>();
        for (int first = 0; first < used.length; first++) {
            if (used[first]) {
                continue;
            }
            Patch last = patches.get(first);
            Line line = new Line(last.left, last.right, last.top, last.bottom, last.letters);
            for (int next = first; next >= 0; next = next(patches, used, last, next)) {
                used[next] = true;
                if (next != first) {
                    last = patches.get(next);
                    line =
                            new Line(
                                    line.left,
                                    Math.max(line.right, last.right),
                                    Math.min(line.top, last.top),
                                    Math.max(line.bottom, last.bottom),
                                    line.letters + last.letters);
                }
            }
            lines.add(line);
        }
        return lines;
    }

    /** The nearest patch that follows, or -1. */
    private static int next(List<Patch> patches, boolean[] used, Patch last, int from) {
        for (int i = from + 1; i < used.length; i++) {
            Patch candidate = patches.get(i);
            if (candidate.left - last.right > 10 * last.height()) {
                return -1;
            }
            if (!used[i] && last.isFollowedBy(candidate)) {
                return i;
            }
        }
        return -1;
    }

    private static List<Patch> patches(Pixels picture, float[] around, int sign) {
        int width = picture.width();
        boolean[] stands = new boolean[width * picture.height()];
        for (int i = 0; i < stands.length; i++) {
            stands[i] = sign * (picture.values()[i] - around[i]) > CONTRAST;
        }
        int[] stack = new int[stands.length];
        int[] members = new int[stands.length];
        List<Patch> patches = new ArrayList<>();
        for (int start = 0; start < stands.length; start++) {
            if (stands[start]) {
                int size = flood(picture, stands, start, stack, members);
                patch(picture, members, size).ifPresent(patches::add);
            }
        }
        return patches;
    }

    /** Collects the pixels that hang together with one, and takes them out of the mask. */
    private static int flood(
            Pixels picture, boolean[] stands, int start, int[] stack, int[] members) {
        int width = picture.width();
        int depth = 0;
        int size = 0;
        stack[depth++] = start;
        stands[start] = false;
        while (depth > 0) {
            int at = stack[--depth];
            members[size++] = at;
            int x = at % width;
            int y = at / width;
            for (int ny = Math.max(0, y - 1); ny <= Math.min(picture.height() - 1, y + 1); ny++) {
                for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
                    int near = ny * width + nx;
                    if (stands[near]) {
                        stands[near] = false;
                        stack[depth++] = near;
                    }
                }
            }
        }
        return size;
    }

    private static Optional<Patch> patch(Pixels picture, int[] members, int size) {
        int width = picture.width();
        int left = width;
        int right = 0;
        int top = picture.height();
        int bottom = 0;
        for (int i = 0; i < size; i++) {
            left = Math.min(left, members[i] % width);
            right = Math.max(right, members[i] % width + 1);
            top = Math.min(top, members[i] / width);
            bottom = Math.max(bottom, members[i] / width + 1);
        }
        int high = bottom - top;
        int wide = right - left;
        double fill = (double) size / (high * wide);
        if (high < Math.max(5, longest(picture) * 0.008)
                || high > longest(picture) * 0.05
                || wide > 16 * high
                || fill < 0.12
                || fill > 0.95) {
            return Optional.empty();
        }
        int letters = 1;
        if (wide > 1.4 * high) {
            // Letters that touch: then a row through them crosses about as many strokes.
            double expected = wide / (0.75 * high);
            letters =
                    crossings(members, size, width, left, right, top, bottom) >= 0.7 * expected
                            ? (int) Math.round(expected)
                            : 0;
        }
        return letters == 0
                ? Optional.empty()
                : Optional.of(new Patch(left, right, top, bottom, letters));
    }

    /** Strokes that the row with most of them crosses. */
    private static int crossings(
            int[] members, int size, int width, int left, int right, int top, int bottom) {
        int wide = right - left;
        boolean[] inside = new boolean[wide * (bottom - top)];
        for (int i = 0; i < size; i++) {
            inside[(members[i] / width - top) * wide + members[i] % width - left] = true;
        }
        int most = 0;
        for (int y = 0; y < bottom - top; y++) {
            int strokes = 0;
            for (int x = 0; x < wide; x++) {
                if (inside[y * wide + x] && (x == 0 || !inside[y * wide + x - 1])) {
                    strokes++;
                }
            }
            most = Math.max(most, strokes);
        }
        return most;
    }
}

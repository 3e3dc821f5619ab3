package hilum.cli.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How large the files of an archive are, which tells how much of it lies behind. */
public final class Sizes {
    private final long[] before;

    private Sizes(long[] before) {
        this.before = before;
    }

    /** Of files in their order. */
    public static Sizes of(List<Path> files) throws IOException {
        long[] before = new long[files.size() + 1];
        for (int i = 0; i < files.size(); i++) {
            before[i + 1] = before[i] + Files.size(files.get(i));
        }
        return new Sizes(before);
    }

    /** Share of all bytes that lie behind so many of a file, from 0 to 1. */
    public double share(int file, long bytes) {
        return share(file, bytes, size(file));
    }

    /** As {@link #share(int, long)}, where a file's parts are counted otherwise. */
    public double share(int file, long parts, long of) {
        long all = before[before.length - 1];
        double behind = before[file] + (of == 0 ? 0 : (double) size(file) * parts / of);
        return all == 0 ? 1 : Math.min(1, behind / all);
    }

    private long size(int file) {
        return before[file + 1] - before[file];
    }
}

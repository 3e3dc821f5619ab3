package hilum.cli.encode;

import hilum.cli.Failure;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Picture;
import hilum.encoders.image.Pixels;
import hilum.encoders.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The PNG and JPEG files of a folder, by name. While a batch is computed, the next one is decoded.
 */
final class PictureItems implements Items {
    private static final int BATCH = 16;
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg");

    private final List<Path> files;
    private final ImageTower tower;
    private final String digest;

    private PictureItems(List<Path> files, ImageTower tower, String digest) {
        this.files = files;
        this.tower = tower;
        this.digest = digest;
    }

    /**
     * Lists the folder and reads the head of every picture, so that one that is none, too small or
     * too large is told before the first vector is computed.
     *
     * @param warn is told which files are no pictures by their name
     */
    static PictureItems check(Path folder, ImageTower tower, Consumer<String> warn)
            throws IOException {
        List<Path> files = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                String ending = name.substring(name.lastIndexOf('.') + 1);
                if (ENDINGS.contains(ending.toLowerCase(Locale.ROOT))) {
                    files.add(file);
                } else if (!name.startsWith(".")) {
                    others.add(name);
                }
            }
        }
        if (files.isEmpty()) {
            throw Failure.failed(
                    "%s holds no picture: name a folder of .png and .jpg files", folder);
        }
        if (!others.isEmpty()) {
            warn.accept(
                    "%d files in %s are no .png or .jpg and left out, the first is %s"
                            .formatted(others.size(), folder, others.getFirst()));
        }
        StringBuilder known = new StringBuilder();
        for (Path file : files) {
            try {
                Picture.check(file);
            } catch (UnreadableImageException e) {
                throw unreadable(file, e);
            }
            known.append(file.getFileName()).append('\n').append(Sha256.of(file)).append('\n');
        }
        return new PictureItems(files, tower, Sha256.of(known.toString()));
    }

    @Override
    public int count() {
        return files.size();
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public void forEachId(Consumer<String> use) {
        files.forEach(file -> use.accept(file.getFileName().toString()));
    }

    private record Batch(List<Integer> rows, List<Pixels> inputs) {}

    @Override
    public void encode(Rows rows) throws IOException {
        List<List<Integer>> batches = new ArrayList<>();
        for (int row = 0; row < files.size(); row++) {
            if (!rows.has(row)) {
                if (batches.isEmpty() || batches.getLast().size() == BATCH) {
                    batches.add(new ArrayList<>(BATCH));
                }
                batches.getLast().add(row);
            }
        }
        try (ExecutorService ahead = Executors.newSingleThreadExecutor()) {
            Future<Batch> next = null;
            try {
                for (int i = 0; i < batches.size(); i++) {
                    List<Integer> coming = batches.get(Math.min(i + 1, batches.size() - 1));
                    Batch batch = next == null ? decoded(batches.get(i)) : result(next);
                    next = i + 1 < batches.size() ? ahead.submit(() -> decoded(coming)) : null;
                    float[][] vectors = tower.embed(batch.inputs());
                    for (int k = 0; k < vectors.length; k++) {
                        rows.put(batch.rows().get(k), vectors[k]);
                    }
                }
            } finally {
                ahead.shutdownNow();
            }
        }
    }

    private Batch decoded(List<Integer> rows) throws IOException {
        List<Pixels> inputs = new ArrayList<>(rows.size());
        for (int row : rows) {
            try {
                inputs.add(tower.preprocess(Picture.read(files.get(row))));
            } catch (UnreadableImageException e) {
                throw unreadable(files.get(row), e);
            }
        }
        return new Batch(rows, inputs);
    }

    private static Batch result(Future<Batch> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while pictures were decoded", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private static Failure unreadable(Path file, UnreadableImageException e) {
        return Failure.failed("%s cannot be encoded: %s", file, e.getMessage());
    }
}

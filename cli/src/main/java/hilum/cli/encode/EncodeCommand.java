package hilum.cli.encode;

import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.TextTowerOptions;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum encode}: vectors of texts or pictures, without a stack. */
@Command(
        name = "encode",
        description = {
            "Encode texts or pictures with a model's folder: tensor vectors (items, dimension) in input order, the ids as JSON in the metadata.",
            "The folder is a model version (encodes as its manifest says), a text model in Hugging Face or sentence-transformers layout, or an image tower.",
            "Stopped in the middle, the same command goes on where it was."
        },
        footer = {
            "",
            "Lines of --texts: {\"id\": \"a\", \"text\": \"…\", \"instruction\": \"…\"} or {\"id\": \"a\", \"input_ids\": [..], \"pool\": [0, 1, ..]}",
            "",
            "Example:",
            "  hilum encode --model ./all-MiniLM-L6-v2 --texts reports.jsonl --out vectors.safetensors"
        })
public final class EncodeCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the model")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private Input input;

    private static final class Input {
        @Option(names = "--texts", paramLabel = "FILE", description = "Texts, as JSON lines")
        private Path texts;

        @Option(
                names = "--images",
                paramLabel = "DIR",
                description = "Folder of PNG and JPEG files, taken by name")
        private Path images;
    }

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The safetensors file to write")
    private Path out;

    @Mixin private TextTowerOptions tower;

    @Option(names = "--normalise", description = "Bring vectors to unit length")
    private boolean unit;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "Folder of a LoRA adapter of the model, in PEFT layout")
    private Path adapter;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            description = "float32 or bfloat16 (default: float32)")
    private Precision precision;

    @Option(
            names = "--skip-empty",
            description = "Leave out lines without a vector, instead of refusing them")
    private boolean skipEmpty;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    /** What came out. */
    record Result(String out, int items, int dimension, int resumed, double seconds) {}

    @Override
    public Integer call() throws Exception {
        check();
        try {
            return run();
        } catch (FileSystemException e) {
            throw failed(
                    "%s: %s; check the disk and its rights"
                            .formatted(
                                    e.getFile(),
                                    e.getReason() == null
                                            ? e.getClass().getSimpleName()
                                            : e.getReason()),
                    e);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw failed(e.getMessage(), e); // the encoders' own words: what, where, what to do
        }
    }

    private static Failure failed(String message, Exception cause) {
        Failure failure = Failure.failed("%s", message);
        failure.initCause(cause);
        return failure;
    }

    private int run() throws Exception {
        Encoder.Wishes wishes =
                new Encoder.Wishes(
                        tower.pooling(),
                        tower.attention(),
                        Optional.ofNullable(precision),
                        tower.maxTokens(),
                        Optional.ofNullable(adapter),
                        unit);
        Instant begun = Instant.now();
        try (Progress progress = Progress.onStderr();
                Encoder encoder = Encoder.open(model, wishes, input.texts != null)) {
            Items items =
                    input.texts != null
                            ? TextItems.check(input.texts, encoder.text(), skipEmpty, progress::say)
                            : PictureItems.check(input.images, encoder.image(), progress::say);
            int resumed = encode(encoder, items, progress);
            double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
            Result result =
                    new Result(
                            out.toString(), items.count(), encoder.dimension(), resumed, seconds);
            progress.close();
            System.out.println(json ? Output.json(result) : text(result));
        }
        return 0;
    }

    /** Returns the number of vectors that were there already. */
    private int encode(Encoder encoder, Items items, Progress progress) throws IOException {
        String fingerprint = Encoder.fingerprint(encoder.settings(), items, encoder.dimension());
        if (VectorFile.complete(out, fingerprint)) {
            return items.count();
        }
        try (VectorFile file =
                VectorFile.open(out, fingerprint, items, encoder.dimension(), encoder.settings())) {
            int resumed = file.present();
            if (resumed > 0) {
                progress.say("Going on after %d of %d vectors".formatted(resumed, items.count()));
            }
            items.encode(new Shown(file, progress, resumed, items.count(), Instant.now()));
            file.finish();
            return resumed;
        }
    }

    /** Rows that show how many there are. */
    private record Shown(VectorFile file, Progress progress, int resumed, int total, Instant begun)
            implements Items.Rows {
        @Override
        public boolean has(int row) {
            return file.has(row);
        }

        @Override
        public void put(int row, float[] vector) throws IOException {
            file.put(row, vector);
            progress.show(
                    () ->
                            Progress.bar(
                                    file.present(),
                                    resumed,
                                    total,
                                    Duration.between(begun, Instant.now())));
        }
    }

    private void check() {
        if (input.texts != null && !Files.isRegularFile(input.texts)) {
            throw Failure.failed("--texts %s is no file: name a file of JSON lines", input.texts);
        }
        if (input.images != null && !Files.isDirectory(input.images)) {
            throw Failure.failed(
                    "--images %s is no folder: name a folder of pictures", input.images);
        }
        Path parent = out.toAbsolutePath().getParent();
        if (Files.isDirectory(out) || parent == null || !Files.isDirectory(parent)) {
            throw Failure.failed(
                    "--out %s cannot be written: name a file in a folder that exists", out);
        }
    }

    private static String text(Result result) {
        return "%d vectors of %d dimensions in %s%s"
                .formatted(
                        result.items(),
                        result.dimension(),
                        result.out(),
                        result.resumed() == result.items()
                                ? " (were there already, computed from the same)"
                                : result.resumed() > 0
                                        ? " (%d were there already)".formatted(result.resumed())
                                        : "");
    }
}

package hilum.cli.bench.encoders;

import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.send.StudySource;
import hilum.cli.send.Submission;
import hilum.encoders.image.Eva02;
import hilum.encoders.image.EvaInitialiser;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Pixels;
import hilum.encoders.image.Preprocessing;
import hilum.encoders.model.MiniLm;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.model.ModelManifest;
import hilum.encoders.weights.Precision;
import hilum.synthetic.StudyFolder;
import hilum.synthetic.SyntheticHospital;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files that jobs name: models, texts and pictures, made once for a run. */
final class Material {
    private static final String ONNX = "/all-minilm-l6-v2.onnx";
    private static final int TOKENS_OF_A_PAIR = 128;

    private final Path work;
    private final Optional<Path> data;

    /**
     * EVA-02's base tower as the authors configure it, but of 384 dimensions, as the text tower
     * beside it.
     */
    static final Eva02 BASE = new Eva02(224, 16, 12, 768, 64, 2_048, 16, 384);

    Material(Path work, Optional<Path> data) {
        this.work = work;
        this.data = data;
    }

    /** all-MiniLM-L6-v2 as a model version, in the precision that its self-test chose here. */
    ModelFolder miniLm() throws IOException {
        Path folder = work.resolve("minilm");
        if (Files.exists(folder)) {
            return ModelFolder.open(folder);
        }
        Path plain = work.resolve("minilm-plain");
        ModelFolder base = MiniLm.writeBase(plain);
        return ModelFolder.writeTested(
                folder,
                ModelManifest.base(MiniLm.VERSION, base.manifest().text()),
                into -> copy(base.text(), into.resolve("text")));
    }

    /** The same as the Maven artifact has it. */
    Path miniLmOnnx() throws IOException {
        Path file = work.resolve("minilm.onnx");
        if (!Files.exists(file)) {
            try (InputStream in = MiniLm.class.getResourceAsStream(ONNX)) {
                Files.copy(in, file);
            }
        }
        return file;
    }

    /** A tower with the weights that training starts from. */
    Path eva(String name, Eva02 configuration) throws IOException {
        Path folder = work.resolve(name);
        if (!Files.exists(folder)) {
            Files.createDirectory(folder);
            ImageTower.write(folder, configuration, EvaInitialiser.initialise(configuration, 1));
        }
        return folder;
    }

    /** Normalised pictures for the rivals: those that {@link Ours#picture} draws. */
    Path pixels(int count, int size) throws IOException {
        Path file = work.resolve("pixels-%d-%d.f32".formatted(count, size));
        ByteBuffer bytes =
                ByteBuffer.allocate(count * 3 * size * size * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            for (float value : new Pixels(Ours.picture(i, size)).normalised()) {
                bytes.putFloat(value);
            }
        }
        return Files.write(file, bytes.array());
    }

    /** A file of JSON strings: reports in their order of arrival. */
    Path reports(int count) throws IOException {
        List<String> reports = reports();
        if (reports.size() < count) {
            throw Failure.failed(
                    "The studies have %d reports: ask for fewer --texts", reports.size());
        }
        return write("reports-" + count, reports.subList(0, count));
    }

    /** A file of JSON strings of at least 128 tokens each: queries, then positives. */
    Path pairs(int pairs) throws IOException {
        String all = String.join(" ", reports());
        int length = TOKENS_OF_A_PAIR * 6; // characters: more than 128 tokens of any tokenizer
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2 * pairs; i++) {
            texts.add(all.substring(i * length, (i + 1) * length));
        }
        return write("pairs-" + pairs, texts);
    }

    private Path write(String name, List<String> texts) throws IOException {
        return Files.write(
                work.resolve(name + ".jsonl"), texts.stream().map(Output::json).toList());
    }

    private List<String> reports() throws IOException {
        Path source = data.orElse(work.resolve("studies"));
        if (!Files.exists(source)) {
            StudyFolder.write(source, SyntheticHospital.of(1, 3).studies(600));
        }
        LinkedHashMap<String, Boolean> reports = new LinkedHashMap<>();
        for (Submission submission : StudySource.open(source, Optional.empty()).submissions()) {
            String report =
                    (submission.json().path("findings").asText("")
                                    + " "
                                    + submission.json().path("impression").asText(""))
                            .strip();
            if (!report.isEmpty()) {
                reports.put(report, true);
            }
        }
        return List.copyOf(reports.keySet());
    }

    /** The precision that the self-test chose. */
    static Precision chosen(ModelFolder model) {
        return model.manifest().text().precision();
    }

    /** The precision that the self-test chooses for an image tower, beside MiniLM. */
    Precision chosen(Path tower) throws IOException {
        Path folder = work.resolve(tower.getFileName() + "-tested");
        Eva02 configuration = Eva02.read(tower.resolve("config.json"));
        ModelManifest.Image image =
                new ModelManifest.Image(
                        Eva02.ARCHITECTURE,
                        Precision.FLOAT32,
                        configuration.size(),
                        Preprocessing.VERSION,
                        configuration.dimension());
        ModelFolder base = miniLm();
        return ModelFolder.writeTested(
                        folder,
                        ModelManifest.base(MiniLm.VERSION, base.manifest().text())
                                .child(tower.getFileName().toString(), Optional.of(image), 1),
                        into -> {
                            copy(base.text(), into.resolve("text"));
                            copy(tower, into.resolve("image"));
                        })
                .manifest()
                .image()
                .orElseThrow()
                .precision();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}

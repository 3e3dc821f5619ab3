package hilum.encoders.image;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.Golden;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Against the authors' image_transform, which resizes with Pillow. */
class PreprocessGoldenTest {
    private final Golden golden = Golden.of("preprocess");

    @Test
    void pixelsAreTheReferencesToTheBit() throws IOException {
        try (Safetensors cases = golden.cases()) {
            for (String name : cases.tensors().keySet()) {
                if (name.endsWith(".pixels")) {
                    byte[] expected = cases.tensor(name).data().toArray(ValueLayout.JAVA_BYTE);

                    Pixels pixels =
                            preprocessed(
                                    name, Math.toIntExact(cases.tensor(name).shape().getFirst()));

                    assertThat(pixels.picture().levels()).as(name).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void normalisedValuesAreTheReferences() throws IOException {
        try (Safetensors cases = golden.cases()) {
            for (String name : cases.tensors().keySet()) {
                if (name.endsWith(".tensor")) {
                    StoredTensor expected = cases.tensor(name);
                    float tolerance = expected.type() == TensorType.F16 ? 1e-3f : 1e-6f;

                    Pixels pixels = preprocessed(name, Math.toIntExact(expected.shape().get(1)));

                    assertThat(Golden.difference(pixels.normalised(), expected.floats()))
                            .as(name)
                            .isLessThanOrEqualTo(tolerance);
                }
            }
        }
    }

    private Pixels preprocessed(String name, int size) throws IOException {
        String picture = name.substring(0, name.indexOf(".size"));
        return Preprocessing.apply(
                Picture.decode(Files.readAllBytes(golden.path(picture + ".png"))), size);
    }
}

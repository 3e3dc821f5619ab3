package hilum.encoders.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchProgramTest {
    private static TorchProgram program(String... lines) {
        return TorchProgram.load(
                "probe.Probe",
                Map.of("scale", 2.5),
                new ProgramText(Map.of("probe", String.join("\n", lines))));
    }

    @Test
    void aProgramComputesWithItsConfigurationAndItsArguments() {
        try (TorchProgram program =
                        program(
                                "class Probe(Module):",
                                "  training : bool",
                                "  scale : float",
                                "  def run(self, x: Tensor, n: int) -> Tensor:",
                                "    return x * self.scale + n");
                TensorScope scope = TensorScope.open()) {
            float[] result =
                    program.tensor(scope, "run", scope.floats(new float[] {1, 2}, 2), 3)
                            .toFloatArray();

            assertThat(result).containsExactly(5.5f, 8f);
        }
    }

    @Test
    void dictsKeepTheirOrderInAndOut() {
        try (TorchProgram program =
                        program(
                                "class Probe(Module):",
                                "  training : bool",
                                "  scale : float",
                                "  def run(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:",
                                "    return {k: w[k] * 2 for k in w.keys()}");
                TensorScope scope = TensorScope.open()) {
            var in = new java.util.LinkedHashMap<String, Object>();
            for (String name : List.of("z", "a", "m", "b")) {
                in.put(name, scope.floats(new float[] {in.size()}, 1));
            }

            var out = program.named(scope, "run", in);

            assertThat(out.sequencedKeySet()).containsExactly("z", "a", "m", "b");
            assertThat(out.get("m").toFloatArray()).containsExactly(4f);
        }
    }

    @Test
    void gradientsFlowOnlyWhereTheProgramTurnsThemOn() {
        try (TorchProgram program =
                        program(
                                "class Probe(Module):",
                                "  training : bool",
                                "  scale : float",
                                "  def plain(self, x: Tensor) -> bool:",
                                "    return (x.detach().requires_grad_(True) * 2).requires_grad",
                                "  def run(self, x: Tensor) -> List[Tensor]:",
                                "    assert not self.plain(x)",
                                "    torch.set_grad_enabled(True)",
                                "    y = x.detach().requires_grad_(True)",
                                "    g = torch.autograd.grad([(y * y).sum()], [y])[0]",
                                "    torch.set_grad_enabled(False)",
                                "    assert g is not None",
                                "    return [g]");
                TensorScope scope = TensorScope.open()) {
            float[] gradient =
                    program.tensors(scope, "run", scope.floats(new float[] {3, -1}, 2))
                            .getFirst()
                            .toFloatArray();

            assertThat(gradient).containsExactly(6f, -2f);
        }
    }

    @Test
    void aTextThatDoesNotCompileIsRefusedWithItsLine() {
        assertThatThrownBy(
                        () ->
                                program(
                                        "class Probe(Module):",
                                        "  training : bool",
                                        "  scale : float",
                                        "  def run(self, x: Tensor) -> Tensor:",
                                        "    return x.no_such_method()"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("probe.Probe does not compile")
                .hasMessageContaining("no_such_method");
    }

    @Test
    void aFailedAssertionNamesTheMethod() {
        try (TorchProgram program =
                        program(
                                "class Probe(Module):",
                                "  training : bool",
                                "  scale : float",
                                "  def run(self, x: Tensor) -> Tensor:",
                                "    assert x.size(0) == 2, 'two rows are needed'",
                                "    return x");
                TensorScope scope = TensorScope.open()) {
            assertThatThrownBy(() -> program.tensor(scope, "run", scope.floats(new float[3], 3)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("probe.Probe.run failed")
                    .hasMessageContaining("two rows are needed");
        }
    }
}

"""A demo organization: a Nordic consultancy with three years of work, deterministic and of any size."""

from severakit.demo.build import DEMO_NAME, DEMO_USER, Demo, build_demo

__all__ = ["DEMO_NAME", "DEMO_USER", "Demo", "build_demo"]

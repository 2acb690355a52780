"""What is taught: modules, activities, requirement trees and their published versions."""

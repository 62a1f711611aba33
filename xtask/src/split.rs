//! The module of the page in two parts: what a first visit runs, which is loaded at the start, and the rest, which follows.
//!
//! [`marked`] is the module with a mark wherever control may arrive or not; a visit in it tells where it arrived. [`split`] keeps the
//! functions that were called in the first part, without their ends that were not reached, which become functions of their own
//! (`outline.rs`). A function of the rest that the first part may call stands there as a stub, which sees to it that the rest is loaded
//! and goes on there. The rest uses the memory, the tables, the globals and the functions of the first part. Both together do what
//! the module did.

use crate::Result;
use crate::outline::{LEAST, Places, outline};
use std::collections::{BTreeMap, BTreeSet};
use walrus::ir::{Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId, GlobalKind,
    ImportedFunction, MemoryId, Module, ModuleConfig, RefType, TableId, ValType, ir,
};

/// What the marks are called: this, then the number of the function.
const MARK: &str = "mark";
/// The import by which the first part asks for the rest: module and name.
const LOAD: (&str, &str) = ("rest", "load");
/// The module by which the rest imports what the first part exports for it.
const FIRST: &str = "first";
/// The first letter of these exports; no name of wasm-bindgen begins so.
const OURS: char = '~';

/// Both parts.
pub struct Parts {
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
}

/// The module with a global `mark0`, `mark1` … for each of its [`Places`], which is 1 once control arrived there.
pub fn marked(module: &[u8]) -> Result<Vec<u8>> {
    let mut module = read(module)?;
    let mut number = 0;
    for (id, places) in Places::of(&module).0 {
        let first = number;
        number += places.len();
        // From behind, so that what stands before keeps its position.
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(places[*at].1));
        for at in order {
            let (sequence, position) = places[at];
            let mark = module.globals.add_local(ValType::I32, true, false, zero());
            module.exports.add(&format!("{MARK}{}", first + at), mark);
            let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
            let mut body = function.builder_mut().instr_seq(sequence);
            body.instr_at(position, ir::GlobalSet { global: mark });
            body.instr_at(
                position,
                ir::Const {
                    value: ir::Value::I32(1),
                },
            );
        }
    }
    Ok(module.emit_wasm())
}

/// The module in two parts; `reached` are the numbers of the places where a visit arrived.
pub fn split(module: &[u8], reached: &BTreeSet<usize>) -> Result<Parts> {
    split_ends(module, reached, LEAST)
}

/// The same; ends of at least so many instructions are taken out.
pub(crate) fn split_ends(module: &[u8], reached: &BTreeSet<usize>, least: usize) -> Result<Parts> {
    // What is taken out, and under which index, is the same in every reading.
    let outlined = || -> Result<(Module, BTreeSet<usize>)> {
        let mut module = read(module)?;
        let called = outline(&mut module, reached, least);
        Ok((module, called))
    };
    let (module, called) = outlined()?;
    let plan = Plan::new(&module, &called);
    Ok(Parts {
        first: plan.first(module)?,
        rest: plan.rest(outlined()?.0)?,
    })
}

/// What the glue has besides for TypeScript.
pub const TYPES: &str = "
/**
 * Says how the rest of the module is had, at once, when a function is called that the first part lacks.
 */
export function set_rest(get: () => WebAssembly.Module): void;
";

/// The glue of wasm-bindgen for the first part, which gives the rest its imports when it is asked for.
pub fn glue(script: &str) -> Result<String> {
    let imports = "function __wbg_get_imports() {";
    if script.matches(imports).count() != 1 {
        return Err(format!(
            "the glue has not one `{imports}`: wasm-bindgen writes it otherwise than this build knows"
        ));
    }
    let (module, name) = LOAD;
    let ours = format!(
        "let get_rest;
function load_rest() {{
    if (get_rest === undefined) throw new Error(\"the rest of the module was not given\");
    new WebAssembly.Instance(get_rest(), {{ ...own_imports(), {FIRST}: wasm }});
}}
export function set_rest(get) {{
    get_rest = get;
}}
function __wbg_get_imports() {{
    return {{ ...own_imports(), {module}: {{ {name}: load_rest }} }};
}}
function own_imports() {{"
    );
    Ok(script.replace(imports, &ours))
}

fn read(module: &[u8]) -> Result<Module> {
    ModuleConfig::new()
        .generate_name_section(false)
        .generate_producers_section(false)
        .parse(module)
        .map_err(|error| format!("the module cannot be read: {error:#}"))
}

fn zero() -> ConstExpr {
    ConstExpr::Value(ir::Value::I32(0))
}

/// The functions that a function names, by their index.
fn named(module: &Module, id: FunctionId) -> BTreeSet<usize> {
    #[derive(Default)]
    struct Named(BTreeSet<usize>);
    impl<'a> Visitor<'a> for Named {
        fn visit_function_id(&mut self, id: &FunctionId) {
            self.0.insert(id.index());
        }
    }
    let mut found = Named::default();
    let function = module.funcs.get(id).kind.unwrap_local();
    dfs_in_order(&mut found, function, function.entry_block());
    found.0
}

/// Where each function goes, by its index, which holds in every reading of the module.
struct Plan {
    /// The functions of the rest.
    cold: BTreeSet<usize>,
    /// Those of them that the first part may call, each with its place in the table of the rest.
    entries: BTreeMap<usize, i32>,
    /// Functions of the first part that the rest calls, each with the number of its export.
    called: BTreeMap<usize, usize>,
}

impl Plan {
    fn new(module: &Module, called_first: &BTreeSet<usize>) -> Plan {
        let [mut hot, mut cold] = [BTreeSet::new(), BTreeSet::new()];
        let [mut by_hot, mut by_cold] = [BTreeSet::new(), BTreeSet::new()];
        for (id, _) in module.funcs.iter_local() {
            let (part, by) = match called_first.contains(&id.index()) {
                true => (&mut hot, &mut by_hot),
                false => (&mut cold, &mut by_cold),
            };
            part.insert(id.index());
            by.extend(named(module, id));
        }
        let mut reached = by_hot;
        reached.extend(module.start.map(|id| id.index()));
        reached.extend(module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id.index()),
            _ => None,
        }));
        for element in module.elements.iter() {
            match &element.items {
                ElementItems::Functions(ids) => reached.extend(ids.iter().map(|id| id.index())),
                ElementItems::Expressions(_, items) => reached.extend(items.iter().filter_map(|item| match item {
                    ConstExpr::RefFunc(id) => Some(id.index()),
                    _ => None,
                })),
            }
        }
        let entries = reached.intersection(&cold).copied().zip(0..).collect();
        let called = by_cold.intersection(&hot).copied().zip(0..).collect();
        Plan { cold, entries, called }
    }

    /// The module with stubs in place of the functions of the rest.
    fn first(&self, mut module: Module) -> Result<Vec<u8>> {
        let ids: Vec<_> = module.funcs.iter().map(|own| own.id()).collect();
        let nothing = module.types.add(&[], &[]);
        let (load, _) = module.add_import_func(LOAD.0, LOAD.1, nothing);
        let is_there = module.globals.add_local(ValType::I32, true, false, zero());
        let mut ensure = FunctionBuilder::new(&mut module.types, &[], &[]);
        ensure.func_body().global_get(is_there).if_else(
            None,
            |_| {},
            |missing| {
                missing.call(load).i32_const(1).global_set(is_there);
            },
        );
        let ensure = ensure.finish(Vec::new(), &mut module.funcs);
        let size = self.entries.len() as u64;
        let table = module.tables.add_local(false, size, Some(size), RefType::FUNCREF);
        for index in &self.cold {
            let id = ids[*index];
            let ty = module.funcs.get(id).ty();
            let (parameters, results) = (
                module.types.get(ty).params().to_vec(),
                module.types.get(ty).results().to_vec(),
            );
            let mut stub = FunctionBuilder::new(&mut module.types, &parameters, &results);
            let locals: Vec<_> = parameters.iter().map(|own| module.locals.add(*own)).collect();
            match self.entries.get(index) {
                Some(place) => {
                    let mut body = stub.func_body();
                    body.call(ensure);
                    for local in &locals {
                        body.local_get(*local);
                    }
                    body.i32_const(*place).call_indirect(ty, table);
                }
                // Nothing of the first part names it: it goes with what is not used.
                None => {
                    stub.func_body().unreachable();
                }
            }
            module.funcs.get_mut(id).kind = FunctionKind::Local(stub.local_func(locals));
        }
        for (index, at) in &self.called {
            module.exports.add(&format!("{OURS}{at}"), ids[*index]);
        }
        let Shared {
            memories,
            tables,
            globals,
        } = Shared::of(&module);
        for (at, id) in memories.into_iter().enumerate() {
            module.exports.add(&format!("{OURS}m{at}"), id);
        }
        for (at, id) in tables.into_iter().filter(|id| *id != table).enumerate() {
            module.exports.add(&format!("{OURS}t{at}"), id);
        }
        for (at, id) in globals.into_iter().filter(|id| *id != is_there).enumerate() {
            module.exports.add(&format!("{OURS}g{at}"), id);
        }
        module.exports.add(&format!("{OURS}t"), table);
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }

    /// The functions of the rest, over what the first part exports.
    fn rest(&self, mut module: Module) -> Result<Vec<u8>> {
        let ids: Vec<_> = module.funcs.iter().map(|own| own.id()).collect();
        module.start = None;
        for id in module.exports.iter().map(|own| own.id()).collect::<Vec<_>>() {
            module.exports.delete(id);
        }
        let Shared {
            memories,
            tables,
            globals,
        } = Shared::of(&module);
        for (at, id) in memories.into_iter().enumerate() {
            let import = module.imports.add(FIRST, &format!("{OURS}m{at}"), id);
            let memory = module.memories.get_mut(id);
            memory.import = Some(import);
            memory.data_segments = Default::default();
        }
        for id in module.data.iter().map(|own| own.id()).collect::<Vec<_>>() {
            module.data.delete(id);
        }
        for (at, id) in tables.into_iter().enumerate() {
            let import = module.imports.add(FIRST, &format!("{OURS}t{at}"), id);
            let table = module.tables.get_mut(id);
            table.import = Some(import);
            table.elem_segments = Default::default();
        }
        for id in module.elements.iter().map(|own| own.id()).collect::<Vec<_>>() {
            module.elements.delete(id);
        }
        for (at, id) in globals.into_iter().enumerate() {
            let import = module.imports.add(FIRST, &format!("{OURS}g{at}"), id);
            module.globals.get_mut(id).kind = GlobalKind::Import(import);
        }
        for (index, at) in &self.called {
            let id = ids[*index];
            let import = module.imports.add(FIRST, &format!("{OURS}{at}"), id);
            let ty = module.funcs.get(id).ty();
            module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
        let size = self.entries.len() as u64;
        let (table, _) = module.add_import_table(FIRST, &format!("{OURS}t"), false, size, Some(size), RefType::FUNCREF);
        let items = ElementItems::Functions(self.entries.keys().map(|index| ids[*index]).collect());
        let offset = zero();
        let element = module.elements.add(ElementKind::Active { table, offset }, items);
        module.tables.get_mut(table).elem_segments.insert(element);
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }
}

/// What both parts use besides functions, as far as the module itself holds it, in its order.
struct Shared {
    memories: Vec<MemoryId>,
    tables: Vec<TableId>,
    globals: Vec<GlobalId>,
}

impl Shared {
    fn of(module: &Module) -> Shared {
        let memories = module.memories.iter().filter(|own| own.import.is_none());
        let tables = module.tables.iter().filter(|own| own.import.is_none());
        let globals = module
            .globals
            .iter()
            .filter(|own| matches!(own.kind, GlobalKind::Local(_)));
        Shared {
            memories: memories.map(|own| own.id()).collect(),
            tables: tables.map(|own| own.id()).collect(),
            globals: globals.map(|own| own.id()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `seen` is exported and calls `unseen`, which calls `helper`; both read the same global.
    fn module() -> Vec<u8> {
        let mut module = Module::default();
        let global = module.globals.add_local(ValType::I32, true, false, zero());
        let mut helper = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
        helper.func_body().global_get(global);
        let helper = helper.finish(Vec::new(), &mut module.funcs);
        let mut unseen = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        let own = module.locals.add(ValType::I32);
        unseen
            .func_body()
            .local_get(own)
            .call(helper)
            .binop(ir::BinaryOp::I32Add);
        let unseen = unseen.finish(vec![own], &mut module.funcs);
        let mut seen = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        let own = module.locals.add(ValType::I32);
        seen.func_body().local_get(own).call(unseen);
        let seen = seen.finish(vec![own], &mut module.funcs);
        module.exports.add("seen", seen);
        module.emit_wasm()
    }

    fn functions(module: &Module) -> Vec<FunctionId> {
        module.funcs.iter_local().map(|(id, _)| id).collect()
    }

    fn names<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
        names.map(|(module, name)| format!("{module}.{name}")).collect()
    }

    #[test]
    fn every_function_has_its_mark() {
        let module = read(&marked(&module()).unwrap()).unwrap();
        let exports: Vec<&str> = module.exports.iter().map(|own| own.name.as_str()).collect();
        assert_eq!(exports, ["seen", "mark0", "mark1", "mark2"]);
    }

    #[test]
    fn a_function_that_was_not_called_is_a_stub_and_stands_in_the_rest() {
        // The order of emission is walrus's own: the functions are found by what they name.
        let whole = read(&module()).unwrap();
        let unseen = functions(&whole)
            .into_iter()
            .position(|id| module_params(&whole, id) == 1 && !is_exported(&whole, id))
            .unwrap();
        let visited = (0..functions(&whole).len()).filter(|at| *at != unseen).collect();
        let parts = split(&module(), &visited).unwrap();
        let first = read(&parts.first).unwrap();
        let rest = read(&parts.rest).unwrap();
        assert_eq!(
            names(first.imports.iter().map(|own| (own.module.as_str(), own.name.as_str()))),
            ["rest.load"]
        );
        let exports: Vec<&str> = first.exports.iter().map(|own| own.name.as_str()).collect();
        assert_eq!(exports, ["seen", "~0", "~g0", "~t"]);
        let imports = names(rest.imports.iter().map(|own| (own.module.as_str(), own.name.as_str())));
        assert_eq!(imports, ["first.~0", "first.~t"]);
        assert_eq!(functions(&rest).len(), 1);
        // Its helper, `seen`, the stub, and what sees to the rest.
        assert_eq!(functions(&first).len(), 4);
    }

    fn module_params(module: &Module, id: FunctionId) -> usize {
        module.types.get(module.funcs.get(id).ty()).params().len()
    }

    fn is_exported(module: &Module, id: FunctionId) -> bool {
        module.exports.get_exported_func(id).is_some()
    }

    #[test]
    fn the_glue_is_refused_where_it_has_no_imports() {
        assert!(
            glue("function __wbg_get_imports() {\n}")
                .unwrap()
                .contains("export function set_rest")
        );
        assert!(glue("nothing").is_err());
    }
}
